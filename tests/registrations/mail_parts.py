"""Mails as their receivers read them."""

import email
import email.policy

import icalendar

from registrations import mails
from tests.builders import NOW


def parsed(message):
    """Return the mail of an outbox row as its receiver reads it."""
    raw = mails.build(message, NOW).message().as_bytes()
    return email.message_from_bytes(raw, policy=email.policy.default)


def mail(registration, kind):
    return parsed(registration.messages.filter(kind=kind).latest("pk"))


def text(mail):
    return mail.get_body(("plain",)).get_content()


def calendars(mail):
    """Return (method of the MIME part, calendar) of each calendar part."""
    return [
        (part.get_param("method"), icalendar.Calendar.from_ical(part.get_content()))
        for part in mail.walk()
        if part.get_content_type() == "text/calendar"
    ]
