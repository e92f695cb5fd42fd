"""Entering the room: the press of Join is counted and the address given, or it is refused."""

from django.db import transaction
from django.db.models import F

from registrations.door import door_for
from registrations.models import Admission, Attendance


class DoorClosed(Exception):
    """The registrant may not enter at this moment; `door_for` says why."""


@transaction.atomic
def join(registration, now) -> str:
    """Count the press for the stretch and return the address of the room. Raises DoorClosed."""
    door = door_for(registration, now)
    if not door.is_open:
        raise DoorClosed
    seen, is_first = Attendance.objects.get_or_create(
        registration=registration,
        stretch=door.stretch.number,
        defaults={"first_at": now, "last_at": now},
    )
    if not is_first:
        Attendance.objects.filter(pk=seen.pk).update(last_at=now, count=F("count") + 1)
    return Admission.of(registration.webinar).room_url
