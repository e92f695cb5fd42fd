"""All changes of a registration's status, each under the one lock of its webinar.

The lock is the webinar's row of Places; what is decided after taking it is decided on fresh data
(READ COMMITTED), and the mail that tells the person is queued in the same transaction.
"""

from django.db import transaction

from events.models import Webinar
from registrations import outbox
from registrations.models import Admission, JournalEntry, Message, Places, Registration

Status = Registration.Status
Deed = JournalEntry.Deed
Kind = Message.Kind


class RegistrationClosed(Exception):
    """The webinar takes no registrations at this moment."""


@transaction.atomic
def register(webinar, details, form_key, now):
    """Give a place, or a number on the waitlist when all are taken, and queue the mail that says so.

    `details` are the fields of the form by name, `form_key` is the key in its stamp. The same form
    sent twice does nothing more; an address that is registered already is told so and keeps the
    details it gave first. Raises RegistrationClosed.
    """
    places = lock(webinar)
    webinar = fresh(webinar)
    registration = webinar.registrations.with_address(details["email"]).first()
    if registration and registration.form_key == form_key:
        return registration
    if not Admission.of(webinar).is_open(now):
        raise RegistrationClosed
    if registration and registration.is_live:
        return remind_of_registration(registration, form_key, now)
    if registration is None:
        registration = Registration(webinar=webinar, created_at=now)
    else:
        registration.calendar_sequence += 1  # the entry that was withdrawn comes back
    for field, value in details.items():
        setattr(registration, field, value)
    registration.form_key = form_key
    registration.changed_at = now
    seat(registration, places, now)
    return registration


def remind_of_registration(registration, form_key, now):
    registration.form_key = form_key
    registration.save(update_fields=["form_key"])
    outbox.queue_hourly(Kind.ALREADY_REGISTERED, registration, now)
    return registration


def seat(registration, places, now):
    """Save a registration with a place if one is free, else with the next number of the waitlist."""
    capacity = Admission.of(registration.webinar).capacity
    if capacity is None or places.taken < capacity:
        places.taken += 1
        registration.status = Status.REGISTERED
        deed, kind = Deed.REGISTERED, Kind.REGISTERED
    else:
        places.last_waitlist_number += 1
        registration.status = Status.WAITLISTED
        registration.waitlist_number = places.last_waitlist_number
        deed, kind = Deed.WAITLISTED, Kind.WAITLISTED
    registration.save()
    places.save(update_fields=["taken", "last_waitlist_number"])
    record(registration, deed, now)
    outbox.queue(kind, registration, now)


@transaction.atomic
def cancel(registration, now, by=None):
    """Give the place back; whoever waits longest gets it. Returns whether anything changed."""
    places = lock(registration.webinar)
    registration.refresh_from_db()
    if registration.status == Status.CANCELLED:
        return False  # a second press of the same button
    had_place = registration.status == Status.REGISTERED
    registration.status = Status.CANCELLED
    registration.waitlist_number = None
    registration.calendar_sequence += 1
    registration.changed_at = now
    registration.save(update_fields=["status", "waitlist_number", "calendar_sequence", "changed_at"])
    if had_place:
        places.taken -= 1
        places.save(update_fields=["taken"])
    record(registration, Deed.CANCELLED, now, by)
    outbox.queue(Kind.CANCELLED, registration, now, had_place=had_place)
    fill(fresh(registration.webinar), places, now)
    return True


def fill(webinar, places, now):
    """Give the free places to those who wait longest. Called under the lock; needs a fresh webinar."""
    if webinar.status != Webinar.Status.PUBLISHED or webinar.ends_at <= now:
        return
    waiting = webinar.registrations.waiting().select_related("webinar")
    capacity = Admission.of(webinar).capacity
    if capacity is not None:
        waiting = waiting[: max(capacity - places.taken, 0)]
    promoted = list(waiting)
    for registration in promoted:
        registration.status = Status.REGISTERED
        registration.waitlist_number = None
        registration.changed_at = now
        registration.save(update_fields=["status", "waitlist_number", "changed_at"])
        record(registration, Deed.PROMOTED, now)
        outbox.queue(Kind.PROMOTED, registration, now)
    if promoted:
        places.taken += len(promoted)
        places.save(update_fields=["taken"])


@transaction.atomic
def refill(webinar, now):
    """Give free places away after whatever freed them: a raised capacity, a restart of the site."""
    places = lock(webinar)
    fill(fresh(webinar), places, now)


def lock(webinar):
    """Return the webinar's places, locked until the transaction ends; made if missing."""
    # NO KEY: inserting rows that point at the webinar goes on while places are counted.
    locked = Places.objects.select_for_update(no_key=True).filter(webinar_id=webinar.pk)
    places = locked.first()
    if places is None:
        Places.objects.bulk_create([Places(webinar_id=webinar.pk)], ignore_conflicts=True)
        places = locked.get()
    return places


def fresh(webinar):
    """Return the webinar with its admission as they are now, after the lock was taken."""
    return Webinar.objects.select_related("admission").get(pk=webinar.pk)


def record(registration, deed, now, by=None):
    JournalEntry.objects.create(registration=registration, deed=deed, at=now, by=by)
