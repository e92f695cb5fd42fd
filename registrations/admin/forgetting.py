"""What will be erased next, when and how many, and what was erased on each day: in numbers."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Value
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events import usual_zone
from events.admin.guard import Guarded
from registrations import retention
from registrations.models import Erasure, RetentionRun

DAYS, WEBINARS = 60, 50  # shown: the last runs, the next webinars
PARTS = {
    "registrations": _("Registrations"),
    "needs": _("Access needs"),
    "enquiries": _("Enquiries"),
    "messages": _("Mails"),
}


def numbers_of(rows):
    """Return how many there are of each of several QuerySets, in one query; of none of them, nothing."""
    counted = [
        each.order_by().annotate(part=Value(name)).values("part").annotate(number=Count("pk"))
        for name, each in rows.items()
    ]
    parts = [each.values_list("part", "number") for each in counted]
    return dict(parts[0].union(*parts[1:], all=True))


@admin.register(RetentionRun)
class RetentionRunAdmin(Guarded, admin.ModelAdmin):
    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @usual_zone.shown_in_it
    def changelist_view(self, request, extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        now = timezone.now()
        unlisted = Erasure.objects.filter(at__lt=now - retention.LISTED_WITHIN)
        numbers = numbers_of({**retention.due(now), "unlisted": unlisted})
        context = {
            **self.admin_site.each_context(request),
            "title": _("Deletion of personal data"),
            "zone": timezone.get_current_timezone_name(),
            "opts": self.opts,
            "due": [(words, numbers.get(name, 0)) for name, words in PARTS.items()],
            "coming": retention.coming(WEBINARS),
            "runs": retention.runs()[:DAYS],
            "unlisted": numbers.get("unlisted", 0),
        }
        return TemplateResponse(request, "admin/registrations/forgetting.html", context)
