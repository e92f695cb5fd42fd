"""The organiser's acts on a published webinar: move, postpone, cancel, take that back.

Each is one transaction under the webinar's lock. It raises the calendar sequence, which page, feeds,
calendars and mails then share, and queues the mails to those concerned. `seen` is the sequence the
organiser looked at: a second press, or an act on what somebody else has changed since, does nothing.
Each returns how many people are told by mail.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from events import moving
from events.models import Webinar
from registrations import outbox, seats
from registrations.models import Admission, Message

Kind = Message.Kind
Status = Webinar.Status


class ChangedMeanwhile(Exception):
    """The webinar is not as the organiser saw it: an act has been done since."""


class HasRegistrations(Exception):
    """People are registered, so the page cannot be taken away: the webinar can be cancelled."""


def concerned(webinar):
    """Return the registrations that are told of an act: who holds a place or waits for one."""
    return webinar.registrations.live().exclude(email="")


@transaction.atomic
def move(webinar, time_zone, stretches, now, seen, tell=True):
    """Give the webinar other times (for `stretches` see events/moving.py), and the page its date back.

    Registration closes as long before the start as it did. Who is told gets the old and the new time
    and a new calendar entry; the entry of a sitting that goes is withdrawn.
    """
    webinar = taken(webinar, seen)
    earlier = [written(stretch) for stretch in webinar.stretches()]
    was = {"was": earlier, "was_zone": webinar.time_zone}
    shift = stretches[0].starts_at - webinar.starts_at
    webinar.status, webinar.status_reason = Status.PUBLISHED, ""
    dropped = moving.move(webinar, time_zone, stretches)
    move_window(webinar, shift, now)
    return follow(webinar, Kind.CHANGED, now, tell, dropped=[written(stretch) for stretch in dropped], **was)


def move_window(webinar, shift, now):
    admission = Admission.objects.filter(webinar=webinar).first()
    if admission is None or not (admission.opens_at or admission.closes_at):
        return
    if admission.opens_at and admission.opens_at > now:
        admission.opens_at += shift
    if admission.closes_at:
        admission.closes_at += shift
        if admission.opens_at and admission.closes_at <= admission.opens_at:
            admission.closes_at = None  # it opened too late for that: so it closes at the end
    admission.save(update_fields=["opens_at", "closes_at"])


@transaction.atomic
def postpone(webinar, reason, now, seen, tell=True):
    """Take the date away until it is moved to another; places are kept, entries withdrawn."""
    webinar = taken(webinar, seen)
    webinar.status, webinar.status_reason = Status.POSTPONED, reason
    return follow(webinar, Kind.POSTPONED, now, tell)


@transaction.atomic
def cancel(webinar, reason, now, seen, tell=True):
    """Call the webinar off. Registrations stay as they are, so that this can be taken back."""
    webinar = taken(webinar, seen)
    webinar.status, webinar.status_reason = Status.CANCELLED, reason
    return follow(webinar, Kind.CALLED_OFF, now, tell)


@transaction.atomic
def reinstate(webinar, now, seen, tell=True):
    """Let a postponed or cancelled webinar take place at its time after all."""
    webinar = taken(webinar, seen)
    webinar.status, webinar.status_reason = Status.PUBLISHED, ""
    return follow(webinar, Kind.TAKES_PLACE, now, tell)


@transaction.atomic
def publish(webinar, now):
    """Let everyone see a draft; a second press changes nothing."""
    seats.lock(webinar)
    webinar = Webinar.objects.select_for_update(no_key=True).get(pk=webinar.pk)
    if webinar.status == Status.DRAFT:
        webinar.status = Status.PUBLISHED
        webinar.published_at = webinar.published_at or now
        webinar.save(update_fields=["status", "published_at", "updated_at"])


@transaction.atomic
def unpublish(webinar, now, seen):
    """Make it a draft again, which nobody sees. Raises HasRegistrations."""
    webinar = taken(webinar, seen)
    if concerned(webinar).exists():
        raise HasRegistrations
    webinar.status = Status.DRAFT
    webinar.save(update_fields=["status", "updated_at"])
    return 0


def taken(webinar, seen):
    """Return the webinar as it is now, locked; raise ChangedMeanwhile if it is not as it was seen."""
    seats.lock(webinar)
    webinar = Webinar.objects.select_for_update(no_key=True).prefetch_related("sittings").get(pk=webinar.pk)
    if webinar.calendar_sequence != seen or webinar.status == Status.DRAFT:
        raise ChangedMeanwhile
    return webinar


def follow(webinar, kind, now, tell, **facts):
    """Save what the act did and do what follows from it: mails, whose number is returned, and free places."""
    webinar.calendar_sequence += 1
    webinar.save(update_fields=["status", "status_reason", "calendar_sequence", "updated_at"])
    untold, number = withdraw_waiting(webinar, now), 0
    if tell:
        told = tell_who_missed_the_last(webinar, kind, now, untold, facts)
        people = concerned(webinar).exclude(pk__in=told)
        number = len(told) + outbox.queue_for_all(
            kind, people, now, version=webinar.calendar_sequence, **facts
        )
    seats.fill(seats.fresh(webinar), seats.lock(webinar), now)
    return number


def withdraw_waiting(webinar, now):
    """Take back what still waits about an earlier act; return (registration, its facts) of moves."""
    waiting = Message.objects.waiting().not_leased(now)
    waiting = waiting.filter(registration__webinar=webinar, kind__in=Message.ABOUT_ACTS)
    moves = list(waiting.filter(kind=Kind.CHANGED).values_list("registration_id", "facts"))
    outbox.skip(waiting, _("Not sent: a later change took its place."), now)
    return moves


def tell_who_missed_the_last(webinar, kind, now, untold, facts):
    """Tell those whom the last move never reached from which time it moved for them; return their keys."""
    if kind != Kind.CHANGED:
        return []
    for registration, known in untold:
        since = {name: known[name] for name in ("was", "was_zone")}
        gone = {"dropped": [*known["dropped"], *facts["dropped"]]}
        person = concerned(webinar).filter(pk=registration)
        outbox.queue_for_all(
            kind, person, now, version=webinar.calendar_sequence, **{**facts, **since, **gone}
        )
    return [registration for registration, _facts in untold]


def written(stretch):
    """Return a stretch as the outbox keeps it: [number, start, end, label]."""
    return [stretch.number, stretch.starts_at.isoformat(), stretch.ends_at.isoformat(), stretch.label]
