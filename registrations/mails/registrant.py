"""What all mails to a registrant share: their thread, and the entry for their calendar."""

from django.conf import settings
from django.utils.translation import gettext as _

from registrations import calendar, links
from registrations.letter import host, named, render
from registrations.models import Admission, Message


def to_registrant(message, heading, now, **context):
    """Return a mail about a registration, in one thread with the others about it."""
    registration = message.registration
    webinar, unsubscribe_url = registration.webinar, links.unsubscribe_url(registration)
    mail = render(
        message,
        subject=_("%(heading)s: %(title)s") % {"heading": heading, "title": webinar.title},
        to=named(registration.name, calendar.ascii_address(registration.email)),
        contact=webinar.contact,
        context={
            "heading": heading,
            "registration": registration,
            "status": message.facts["status"],
            "webinar": webinar,
            "webinar_url": settings.SITE_URL + webinar.get_absolute_url(),
            "page_url": links.page_url(registration),
            "join_url": links.join_url(registration),
            "unsubscribe_url": unsubscribe_url,
            "other_zone": registration.time_zone or "UTC",
            "deleted_on": Admission.of(webinar).deletion_date(),
            "now": now,
            **context,
        },
    )
    mail.extra_headers["References"] = f"<registration-{registration.reference}@{host()}>"
    mail.extra_headers["List-Id"] = f"<{webinar.slug}.webinars.{host()}>"
    if message.kind in Message.OPTIONAL_KINDS:
        mail.extra_headers["List-Unsubscribe"] = f"<{unsubscribe_url}>"
        mail.extra_headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
    return mail


def with_calendar(mail, message, method, now):
    """Add the entry: as the alternative that mail programs act on, and as files to open."""
    files = files_of(message, method)
    mail.attach_alternative(files[0][1].decode(), f"text/calendar; method={method}")
    attach(mail, files, method)
    return mail


def with_withdrawn(mail, message, stretches):
    """Add what takes stretches that the webinar no longer has out of the calendar."""
    attach(mail, files_of(message, "CANCEL", stretches), "CANCEL")
    return mail


def files_of(message, method, stretches=None):
    return calendar.files(
        message.registration,
        method=method,
        sequence=message.facts["sequence"],
        now=message.created_at,
        stretches=stretches,
    )


def attach(mail, files, method):
    for name, content in files:
        mail.attach(name, content.decode(), f"text/calendar; method={method}")
