"""What the worker puts right, whoever forgot it. Changes nothing when nothing is to be done."""

from django.db.models import F, Q

from events.models import Webinar
from registrations import erasure_list, limits, outbox, reminders, retention, seats
from registrations.models import Registration


def put_right(now):
    free_what_was_held_too_long(now)
    fill_free_places(now)
    reminders.queue_due(now)
    retention.daily(now)
    erasure_list.write_down()
    limits.forget(now)
    outbox.give_up_what_is_past_use(now)
    outbox.name_webinars()


def free_what_was_held_too_long(now):
    """Give back the places of those who have not confirmed their address in time."""
    for registration in Registration.objects.held_too_long(now).select_related("webinar"):
        seats.expire(registration, now)


def fill_free_places(now):
    """Promote, whatever freed the place."""
    for webinar in with_room_for_who_waits(now):
        seats.refill(webinar, now)


def with_room_for_who_waits(now):
    """Return the webinars ahead or under way in which a place is free and somebody waits."""
    someone_waits = Q(registrations__status=Registration.Status.WAITLISTED)
    has_room = Q(admission__capacity=None) | Q(admission__capacity__gt=F("places__taken"))
    return Webinar.objects.filter(
        someone_waits, has_room, ends_at__gt=now, status=Webinar.Status.PUBLISHED
    ).distinct()
