"""Reminders by the clock: each slot of each stretch once, and only what is still news to the person."""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from events.models import Webinar
from registrations import outbox
from registrations.models import Admission, JournalEntry, Message, Registration, Reminder

logger = logging.getLogger(__name__)

JUST_TOLD = timedelta(hours=2)  # whoever has been told the time so lately needs no reminder
LATE = timedelta(minutes=10)
FARTHEST = timedelta(minutes=max(Reminder.Slot))
Kind = Message.Kind
TELLS_THE_TIME = [Kind.REGISTERED, Kind.PROMOTED, Kind.CHANGED, Kind.TAKES_PLACE]


def queue_due(now):
    """Queue the reminders that have become due, whatever the number of workers that ask.

    After an outage only the latest due slot of each stretch is queued, and none once it is over.
    """
    for webinar in within_reach(now):
        for stretch in webinar.stretches():
            slot = latest_due(Admission.of(webinar).reminders, stretch, now)
            if slot and (stretch.number, stretch.starts_at, slot) not in queued(webinar):
                queue(webinar, stretch, slot, now)


def within_reach(now):
    """Return the published webinars of which a reminder may be due."""
    near = Q(starts_at__lte=now + FARTHEST, ends_at__gt=now, status=Webinar.Status.PUBLISHED)
    return Webinar.objects.filter(near).select_related("admission").prefetch_related("sittings", "reminders")


def latest_due(slots, stretch, now):
    """Return the slot nearest to the start whose moment has come; None if there is none, or it is over."""
    if stretch.ends_at <= now:
        return None
    return min((slot for slot in slots if moment(stretch, slot) <= now), default=None)


def moment(stretch, slot):
    """Return when the reminder of a slot (minutes before the start) is due."""
    return stretch.starts_at - timedelta(minutes=slot)


def queued(webinar):
    return {(reminder.stretch, reminder.starts_at, reminder.slot) for reminder in webinar.reminders.all()}


@transaction.atomic
def queue(webinar, stretch, slot, now):
    reminder, is_ours = Reminder.objects.get_or_create(
        webinar=webinar,
        stretch=stretch.number,
        starts_at=stretch.starts_at,
        slot=slot,
        defaults={"queued_at": now},
    )
    if not is_ours:
        return  # another worker was faster
    due = moment(stretch, slot)
    start = stretch.starts_at.isoformat()
    reminder.count = outbox.queue_for_all(
        Message.Kind.REMINDER,
        to_be_reminded(webinar, due),
        now,
        version=f"{stretch.number}:{stretch.starts_at.timestamp():.0f}:{slot}",
        stretch=stretch.number,
        starts_at=start,
    )
    reminder.save(update_fields=["count"])
    if now - due > LATE:
        logger.warning("Reminder of webinar %s, %d minutes before: queued late", webinar.pk, slot)


def to_be_reminded(webinar, due):
    """Return the attendees whose last mail with the time lies back far enough."""
    told = Message.objects.filter(
        registration=OuterRef("pk"), kind__in=TELLS_THE_TIME, created_at__gt=due - JUST_TOLD
    )
    wanted = webinar.registrations.attendees().filter(is_reminded=True).exclude(email="")
    return wanted.exclude(Exists(told))


def coming(webinar, now):
    """Return [(moment, stretch, slot)] of the reminders still to come, the next first."""
    if webinar.status != Webinar.Status.PUBLISHED:
        return []
    slots = Admission.of(webinar).reminders
    planned = [(moment(stretch, slot), stretch, slot) for stretch in webinar.stretches() for slot in slots]
    return sorted((plan for plan in planned if plan[0] > now), key=lambda plan: plan[0])


@transaction.atomic
def stop(registration, now):
    """Send the person no more reminders; the place stays. Asked again, do nothing more."""
    waiting = Registration.objects.filter(pk=registration.pk, is_reminded=True)
    if waiting.update(is_reminded=False, changed_at=now):
        JournalEntry.objects.create(registration=registration, deed=JournalEntry.Deed.UNSUBSCRIBED, at=now)
