"""Many who register at once, and what the journal says of it."""

from registrations import seats
from registrations.models import JournalEntry
from registrations.patience import patiently
from tests import builders
from tests.builders import NOW
from tests.concurrency.threads import ROUNDS

AT_ONCE = 50
IS_LONG = ROUNDS > 3


def register(webinar, n, form=None):
    """Register as the view does, which tries again when the database is busy."""
    person = builders.details(email=f"person-{n}@example.org")
    return patiently(seats.register, webinar, person, form or f"form-{n}", NOW)


def deeds(webinar, deed):
    """Return who it happened to, in the order in which it happened: the journal is written under the lock."""
    entries = JournalEntry.objects.filter(registration__webinar=webinar, deed=deed).order_by("pk")
    return list(entries.values_list("registration", flat=True))
