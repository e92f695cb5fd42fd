"""The pages that say how the mails are doing, of one webinar and of all, and send again what failed."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events import usual_zone
from events.models import Right, Webinar
from registrations import mail_health
from registrations.models import Message

SHOWN = 10  # reminders


def context(webinars, planned, now):
    """Return what includes/mail_health.html takes of the mails about these webinars; it names people."""
    return {
        "health": mail_health.of(webinars, now),
        "planned": planned,
        "failed": mail_health.latest_failed(mail_health.about(webinars)),
    }


def of_all(model_admin, request):
    """Show the health of all mails that are theirs."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    if request.method == "POST":
        return send_again(request, model_admin.get_queryset(request))
    webinars, now = Webinar.objects.of(request.user, Right.EDIT), timezone.now()
    theirs = None if request.user.is_superuser else webinars
    page = {
        **model_admin.admin_site.each_context(request),
        **context(theirs, mail_health.coming(now, webinars, SHOWN), now),
        "title": _("How the mails are doing"),
        "zone": usual_zone.name(),
        "opts": Message._meta,
    }
    return render(request, "admin/registrations/mail_health.html", page)


def send_again(request, about):
    """Plan anew what failed for the reason that was pressed, or for any; then show the page."""
    failure = request.POST.get("again", "")
    count = mail_health.send_again(about, None if failure == "any" else failure, timezone.now())
    text = ngettext("%d mail waits to be sent.", "%d mails wait to be sent.", count)
    messages.success(request, text % count)
    return redirect(request.path)
