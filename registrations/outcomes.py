"""What belongs to each state of a registration, a line of the journal and a mail, and what leaving brings."""

from dataclasses import dataclass

from registrations.models import JournalEntry, Message, Registration

Status = Registration.Status
Deed = JournalEntry.Deed
Kind = Message.Kind

FOLLOWS = {  # what the journal says and which mail goes out
    Status.UNCONFIRMED: (Deed.HELD, Kind.CONFIRM_ADDRESS),
    Status.PENDING: (Deed.REQUESTED, Kind.REQUEST_RECEIVED),
    Status.REGISTERED: (Deed.REGISTERED, Kind.REGISTERED),
    Status.WAITLISTED: (Deed.WAITLISTED, Kind.WAITLISTED),
    Status.CANCELLED: (Deed.CANCELLED, Kind.CANCELLED),
    Status.DECLINED: (Deed.DECLINED, Kind.DECLINED),
}
REPEATED = {  # which mail answers a second try, apart from "already registered"
    Status.UNCONFIRMED: Kind.CONFIRM_ADDRESS,
    Status.PENDING: Kind.REQUEST_RECEIVED,
    Status.DECLINED: Kind.DECLINED,
}


@dataclass(frozen=True)
class Left:
    """Somebody gave their place back, and so many moved up from the waitlist."""

    moved_up: int
