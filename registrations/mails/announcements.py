"""Mails whose words organisers write; placeholders are replaced, never evaluated."""

from django.conf import settings
from django.utils.translation import gettext as _

from events import times
from registrations import links
from registrations.mails.registrant import to_registrant
from registrations.models import Registration
from registrations.models.announcement import BRACES


def announcement(message, now):
    """Return what organisers wrote, filled in for one person; a test is for an example person."""
    written, is_test = message.announcement, message.registration is None
    if is_test:
        message.registration = example(written.webinar, message.facts["to"])
    values = values_for(message.registration)
    body = filled(written.text, values)
    mail = to_registrant(message, filled(written.subject, values), now, body=body)
    subject = filled(written.subject, values)
    mail.subject = _("[Test] %(subject)s") % {"subject": subject} if is_test else subject
    return mail


def example(webinar, email):
    """Return a person who is not registered: their links lead to the page about wrong links."""
    return Registration(pk=0, webinar=webinar, name=_("Example Person"), email=email, form_key="example")


def values_for(registration):
    webinar = registration.webinar
    start = webinar.starts_at
    clock = f"{times.clock(start, webinar.zone)}, {times.zone_at(webinar.zone, start)}"
    return {
        "name": registration.name,
        "webinar": webinar.title,
        "when": f"{times.day(start, webinar.zone)}, {clock}",
        "page": settings.SITE_URL + webinar.get_absolute_url(),
        "registration": links.page_url(registration),
        "join": links.join_url(registration),
    }


def filled(text: str, values: dict[str, str]) -> str:
    """Return the text with its placeholders replaced, in one pass: what is put in is not looked at again."""
    return BRACES.sub(lambda found: values.get(found[1] or "", found[0]), text)
