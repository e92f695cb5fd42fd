"""The page of a webinar as visitors see it at a moment that is typed, drafts as if published."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events import views
from events.admin import guard
from events.admin.local_times import LocalDateTimeField
from events.models import Webinar

DAY = timedelta(days=1)


class MomentForm(forms.Form):
    at = LocalDateTimeField(label=gettext_lazy("See it as on"))

    def clean_at(self):
        at = self.cleaned_data["at"]
        if not 2000 <= at.year <= 2100:
            raise ValidationError(_("Enter a date in the years 2000 to 2100."))
        return at


def page(model_admin, request, pk):
    """Show the page at the moment asked for, else now; nobody can register from it, nothing is kept."""
    webinar = guard.find(request, Webinar.objects.of(request.user), pk=pk)
    with timezone.override(ZoneInfo(webinar.time_zone)):
        form = MomentForm(request.GET or None)
        at = form.cleaned_data["at"] if form.is_valid() else None
        moments = [(words, local(moment)) for words, moment in model_admin.moments(webinar)]
        strip = {
            "form": form,
            "at": at,
            "is_draft": webinar.status == Webinar.Status.DRAFT,
            "moments": [(_("now"), ""), *moments],
            "chosen": (at and local(at)) or "",
        }
        if strip["is_draft"]:
            webinar.status = Webinar.Status.PUBLISHED  # here only: nothing is saved
        return views.render_webinar(request, webinar, at or timezone.now(), preview=strip)


def moments(webinar):
    """Return [(words, moment)] of the times at which the page looks different."""
    starts_at, ends_at = webinar.starts_at, webinar.ends_at
    return [
        (_("the day before"), starts_at - DAY),
        (_("shortly before the start"), starts_at - timedelta(minutes=10)),
        (_("while it takes place"), starts_at + timedelta(minutes=5)),
        (_("right after the end"), ends_at),
        (_("a month later"), ends_at + 30 * DAY),
    ]


def local(moment):
    """Return a moment as the address bar takes it, in the active zone."""
    here = timezone.localtime(moment)
    return f"{here:%Y-%m-%dT%H:%M}" + (" second" if here.fold else "")
