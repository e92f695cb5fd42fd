"""Reminders that are queued as time goes by."""

from registrations import reminders
from registrations.models import Message
from tests import builders


def admission(**fields):
    return builders.admission(**{"reminders": [1440, 60], **fields})


def sent_at(*moments):
    """Return how many reminders stand in the outbox after each of the moments."""
    counts = []
    for now in moments:
        reminders.queue_due(now)
        counts.append(Message.objects.filter(kind="reminder").count())
    return counts
