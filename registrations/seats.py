"""All changes of a registration's status, each under the one lock of its webinar.

The lock is the webinar's row of Places; what is decided after taking it is decided on fresh data
(READ COMMITTED), and the mail that tells the person is queued in the same transaction.
"""

from django.db import transaction

from events.models import Webinar
from registrations import outbox
from registrations.admitting import fresh, locked
from registrations.details import keep
from registrations.models import Admission, JournalEntry, Message, Places, Registration
from registrations.outcomes import FOLLOWS, REPEATED, Left

Status = Registration.Status
Deed = JournalEntry.Deed
Kind = Message.Kind

LIVE = {*Registration.HOLDING, Status.WAITLISTED}


class RegistrationClosed(Exception):
    """The webinar takes no registrations at this moment."""


class AlreadyRegistered(Exception):
    """The address holds a place at the webinar, or waits for one."""


@transaction.atomic
def register(webinar, details, form_key, now, answers=None, needs=None):
    """Give a place, or a number on the waitlist when all are taken, and queue the mail that says so.

    `details` are the fields of the form by name, `form_key` is the key in its stamp; for `answers` and
    `needs` see details.keep(). The same form sent twice does nothing more; an address that is known
    already is told how it stands and keeps the details it gave first. Raises RegistrationClosed.
    """
    places, webinar, registration = locked(webinar, details["email"])
    if registration and registration.form_key == form_key:
        return registration
    if not Admission.of(webinar).is_open(now):
        raise RegistrationClosed
    if registration and registration.status != Status.CANCELLED:
        return say_how_it_stands(registration, form_key, now)
    is_new = registration is None
    details = {**details, "form_key": form_key, "is_vouched_for": False}
    registration = taken_down(registration, webinar, details, now)
    seat(registration, places, now)
    if is_new:
        # Nothing is stored yet that an empty answer could replace.
        answers = {question: value for question, value in (answers or {}).items() if value}
        needs = needs if needs and any(needs) else None
    keep(registration, answers or {}, needs, now)
    return registration


@transaction.atomic
def add(webinar, details, now, by):
    """Register somebody by the hand of an organiser, who vouches: no window, no confirmation, no approval.

    Without a free place they wait like everybody else. Raises AlreadyRegistered.
    """
    places, webinar, registration = locked(webinar, details["email"])
    if registration and registration.is_live:
        raise AlreadyRegistered
    registration = taken_down(registration, webinar, {**details, "is_vouched_for": True}, now)
    seat(registration, places, now, by=by)
    return registration


def taken_down(registration, webinar, details, now):
    """Return the row to seat, new or revived, with the details as they are given now; not saved."""
    if registration is None:
        registration = Registration(webinar=webinar, created_at=now)
    else:
        registration.calendar_sequence += 1  # the entry that was withdrawn comes back
    for field, value in details.items():
        setattr(registration, field, value)
    return registration


def say_how_it_stands(registration, form_key, now):
    registration.form_key = form_key
    registration.save(update_fields=["form_key"])
    outbox.queue_hourly(REPEATED.get(registration.status, Kind.ALREADY_REGISTERED), registration, now)
    return registration


def seat(registration, places, now, is_proved=False, by=None):
    """Give a registration a place if one is free, else the next number of the waitlist; save it.

    `by` is the organiser who vouches for the person, None for the person's own doing.
    """
    admission = Admission.of(registration.webinar)
    if admission.capacity is None or places.taken < admission.capacity:
        places.taken += 1
        if by:
            status = Status.REGISTERED
        elif admission.asks_confirmation and not is_proved:
            registration.held_until = now + admission.hold(now)
            status = Status.UNCONFIRMED
        else:
            status = Status.PENDING if registration.needs_approval else Status.REGISTERED
    else:
        places.last_waitlist_number += 1
        registration.waitlist_number = places.last_waitlist_number
        status = Status.WAITLISTED
    by_form = not (is_proved or by)
    enter(registration, status, now, by, by_form=by_form)  # the facts go to the outbox
    places.save(update_fields=["taken", "last_waitlist_number"])


def enter(registration, status, now, by=None, deed=None, kind=None, **facts):
    """Set the status and save, with the journal row and the mail that belong to it.

    Nobody is told that a place ran out which they never confirmed: it may have been a stranger's doing.
    """
    usual_deed, usual_kind = FOLLOWS[status]
    registration.status = status
    registration.changed_at = now
    if status != Status.WAITLISTED:
        registration.waitlist_number = None
    registration.save()
    JournalEntry.objects.create(registration=registration, deed=deed or usual_deed, at=now, by=by)
    if deed != Deed.EXPIRED:
        outbox.queue(kind or usual_kind, registration, now, **facts)


@transaction.atomic
def confirm(registration, now):
    """Take the address as proved: the held place is given, or goes on to be approved.

    Returns whether the registration holds a place or waits; pressing twice does nothing more.
    """
    lock(registration.webinar)
    registration.refresh_from_db()
    if registration.status == Status.UNCONFIRMED:
        registration.webinar = fresh(registration.webinar)
        enter(registration, Status.PENDING if registration.needs_approval else Status.REGISTERED, now)
    return registration.is_live


@transaction.atomic
def approve(registration, now, by):
    """Give the held place for good. Returns whether anything changed."""
    lock(registration.webinar)
    registration.refresh_from_db()
    if registration.status != Status.PENDING:
        return False
    registration.is_vouched_for = True
    enter(registration, Status.REGISTERED, now, by)
    return True


@transaction.atomic
def come_back(registration, now):
    """Take a cancelled place back, while registration is open: a place, or the end of the waitlist.

    The holder of the link need not prove the address. Raises RegistrationClosed.
    """
    places = lock(registration.webinar)
    registration.refresh_from_db()
    if registration.status != Status.CANCELLED:
        return
    registration.webinar = fresh(registration.webinar)
    if not Admission.of(registration.webinar).is_open(now):
        raise RegistrationClosed
    registration.calendar_sequence += 1
    seat(registration, places, now, is_proved=True)


def decline(registration, now, by):
    """Refuse the request; the held place goes to the waitlist. Returns Left, None if nothing changed."""
    return leave(registration, {Status.PENDING}, Status.DECLINED, now, by)


def cancel(registration, now, by=None):
    """Give the place back; whoever waits longest gets it. Returns Left, None if nothing changed."""
    return leave(registration, LIVE, Status.CANCELLED, now, by)


def expire(registration, now):
    """Give back a place that was held for an address nobody confirmed in time."""
    return leave(registration, {Status.UNCONFIRMED}, Status.CANCELLED, now, deed=Deed.EXPIRED)


@transaction.atomic
def leave(registration, from_statuses, status, now, by=None, deed=None):
    places = lock(registration.webinar)
    registration.refresh_from_db()
    if registration.erased_at or registration.status not in from_statuses:
        return None  # nobody is left to be told; or a second press of the same button
    if registration.holds_a_place:
        places.taken -= 1
        places.save(update_fields=["taken"])
    had_place = registration.status == Status.REGISTERED
    registration.is_vouched_for &= by is None
    registration.calendar_sequence += 1
    enter(registration, status, now, by, deed, had_place=had_place, is_by_organisers=bool(by))
    return Left(fill(fresh(registration.webinar), places, now))


def fill(webinar, places, now):
    """Give the free places to those who wait longest; return how many moved up.

    Called under the lock; needs a fresh webinar.
    """
    if webinar.status != Webinar.Status.PUBLISHED or webinar.ends_at <= now:
        return 0
    admission = Admission.of(webinar)
    waiting = webinar.registrations.waiting()
    if admission.capacity is not None:
        waiting = waiting[: max(admission.capacity - places.taken, 0)]
    promoted = list(waiting)
    for registration in promoted:
        registration.webinar = webinar
        if registration.needs_approval:
            enter(registration, Status.PENDING, now, deed=Deed.MOVED_UP, has_moved_up=True)
        else:
            enter(registration, Status.REGISTERED, now, deed=Deed.PROMOTED, kind=Kind.PROMOTED)
    if promoted:
        places.taken += len(promoted)
        places.save(update_fields=["taken"])
    return len(promoted)


@transaction.atomic
def refill(webinar, now):
    """Give free places away after whatever freed them: a raised capacity, a restart of the site.

    Returns how many moved up.
    """
    places = lock(webinar)
    return fill(fresh(webinar), places, now)


def lock(webinar):
    """Return the webinar's places, locked until the transaction ends; made if missing."""
    # NO KEY: inserting rows that point at the webinar goes on while places are counted.
    locked = Places.objects.select_for_update(no_key=True).filter(webinar_id=webinar.pk)
    places = locked.first()
    if places is None:
        Places.objects.bulk_create([Places(webinar_id=webinar.pk)], ignore_conflicts=True)
        places = locked.get()
    return places
