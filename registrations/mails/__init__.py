"""One function per e-mail: builds the message of an outbox row. Never queues, sends or decides."""

from registrations.mails import acts, contacts, people
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
    Kind.DETAILS_CHANGED: people.details_changed,
    Kind.ENQUIRY_RECEIVED: contacts.enquiry_received,
    Kind.ACCESS_NEEDS: contacts.access_needs,
    Kind.NEW_ENQUIRY: contacts.new_enquiry,
}


def build(message, now):
    """Return the e-mail of an outbox row, ready to be sent."""
    return BUILDERS[message.kind](message, now)
