"""What is missing or odd about admission and messages before a webinar is published."""

from django.conf import settings
from django.utils.translation import gettext as _

from events.checklist import Point
from registrations.models import Admission


def checklist(webinar, now):
    """Return the Points of a webinar at `now`; none of one that is over, which nobody registers for."""
    return [] if webinar.ends_at <= now else [*admission(webinar, Admission.of(webinar)), *messages(webinar)]


def admission(webinar, admission):
    def of(field):
        return f"id_admission-0-{field}"

    if not admission.room_url:
        yield Point(
            _("There is no address of the room: the Join button cannot lead anywhere."), of("room_url")
        )
    if admission.capacity == 0:
        yield Point(_("It has 0 places: everybody who registers joins the waitlist."), of("capacity"))
    if admission.opens_at and admission.opens_at >= min(admission.closing_time(), webinar.ends_at):
        yield Point(_("Registration opens when it is too late to register."), of("opens_at"))
    if admission.closes_at and admission.closes_at > webinar.ends_at:
        yield Point(_("Registration is to close after the end: it closes with the end."), of("closes_at"))


def messages(webinar):
    if not Admission.of(webinar).reminders:
        yield Point(_("No reminders are sent."), "id_admission-0-reminders_0")
    if not settings.EMAIL_URL:
        yield Point(_("This site sends no mail yet: its administrator has to name a mail server first."))
