"""Sending what organisers write: to everybody it is for, once, and stopped when they say so."""

from django.db import transaction
from django.utils.translation import gettext as _

from events import record
from events.models import Document, Record
from events.phase import phase_of
from registrations import outbox
from registrations.models import Announcement, Message


class AlreadySent(Exception):
    """Somebody has sent it; `announcement` says who and when."""

    def __init__(self, announcement):
        self.announcement = announcement


def breakdown(announcement):
    """Return (how many will get it, how many of the audience want no such mails)."""
    people = announcement.people()
    wanted = people.filter(is_reminded=True).count()
    return wanted, people.count() - wanted


def is_too_early(announcement, now):
    """Return whether it says that a recording is on the webinar's page, which shows none to anybody yet."""
    if announcement.kind != Announcement.Kind.READY:
        return False
    recordings = announcement.webinar.documents.out(now).filter(kind=Document.Kind.RECORDING)
    is_shown = recordings.exclude(file="", url="").exists()
    return not is_shown or not phase_of(announcement.webinar, now).is_after


@transaction.atomic
def send(announcement, now, by):
    """Queue it to each of its audience; return how many. Raises AlreadySent.

    Written under a lock in one go: a second press finds it sent, and a worker that dies half-way is
    followed by another, which sends to the rest.
    """
    announcement = locked(announcement)
    if announcement.sent_at:
        raise AlreadySent(announcement)
    people = announcement.webinar.registrations.filter(
        pk__in=announcement.people().filter(is_reminded=True).order_by().values("pk")
    )
    announcement.sent_at, announcement.sent_by = now, by
    announcement.count = outbox.queue_for_all(
        KINDS[announcement.kind], people, now, version=announcement.pk, announcement=announcement
    )
    announcement.save(update_fields=["sent_at", "sent_by", "count"])
    about = f"{announcement.webinar}: {announcement.subject}"
    record.note(Record.Kind.MESSAGE, by, now, about, count=announcement.count)
    return announcement.count


KINDS = {
    Announcement.Kind.MESSAGE: Message.Kind.MESSAGE,
    Announcement.Kind.READY: Message.Kind.READY,
}


@transaction.atomic
def stop(announcement, now):
    """Take back what has not left yet; return how many. What a worker has in hand still leaves."""
    announcement = locked(announcement)
    waiting = announcement.messages.not_leased(now)
    count = outbox.skip(waiting, _("Not sent: an organiser stopped the message."), now)
    if announcement.sent_at and not announcement.stopped_at:
        announcement.stopped_at = now
        announcement.save(update_fields=["stopped_at"])
    return count


def send_test(announcement, to, now):
    """Queue it to one address only, with the data of an example person."""
    key = f"test:{announcement.pk}:{now.timestamp()}"
    kind = KINDS[announcement.kind]
    outbox.insert(kind, now, announcement=announcement, key=key, facts={"status": "registered", "to": to})


def locked(announcement):
    return (
        Announcement.objects.select_for_update(of=("self",)).select_related("webinar").get(pk=announcement.pk)
    )
