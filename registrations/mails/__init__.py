"""One function per e-mail: builds the message of an outbox row. Never queues, sends or decides."""

from django.conf import settings
from django.utils import translation

from events import site_languages
from registrations.mails import acts, announcements, contacts, people
from registrations.models import Message

Kind = Message.Kind

BUILDERS = {
    Kind.CONFIRM_ADDRESS: people.confirm_address,
    Kind.REQUEST_RECEIVED: people.request_received,
    Kind.DECLINED: people.declined,
    Kind.REGISTERED: people.registered,
    Kind.ALREADY_REGISTERED: people.already_registered,
    Kind.WAITLISTED: people.waitlisted,
    Kind.PROMOTED: people.promoted,
    Kind.CANCELLED: people.cancelled,
    Kind.PERSONAL_LINK: people.personal_link,
    Kind.REMINDER: acts.reminder,
    Kind.CHANGED: acts.changed,
    Kind.POSTPONED: acts.postponed,
    Kind.CALLED_OFF: acts.called_off,
    Kind.TAKES_PLACE: acts.takes_place,
    Kind.READY: announcements.announcement,
    Kind.MESSAGE: announcements.announcement,
    Kind.DETAILS_CHANGED: people.details_changed,
    Kind.ENQUIRY_RECEIVED: contacts.enquiry_received,
    Kind.ENQUIRY_REPLY: contacts.enquiry_reply,
    Kind.ACCESS_NEEDS: contacts.access_needs,
    Kind.NEW_ENQUIRY: contacts.new_enquiry,
    Kind.ENQUIRY_DIGEST: contacts.enquiry_digest,
}
TO_THE_CONTACT = {Kind.ACCESS_NEEDS, Kind.NEW_ENQUIRY, Kind.ENQUIRY_DIGEST}


def build(message, now):
    """Return the e-mail of an outbox row, ready to be sent, in the language of who reads it."""
    with translation.override(language(message)):
        return BUILDERS[message.kind](message, now)


def language(message):
    """Return the language of whoever reads it: as they chose it, English for the contact."""
    reader = None if message.kind in TO_THE_CONTACT else message.registration or message.enquiry
    return site_languages.offered(reader.language) if reader else settings.LANGUAGE_CODE
