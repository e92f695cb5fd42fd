"""Who may enter the room at a moment, and if not, why. Pure: values in, an answer out."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from events.models import Stretch, Webinar
from registrations.models import Admission, Registration


@dataclass(frozen=True)
class Door:
    """state: "open", "early" (opens_at says when), "over", "no_room" (the address is not set yet),
    "waitlisted", "pending" or "unconfirmed" (no place yet), "left" (the registration is cancelled or
    declined), "cancelled" or "postponed" (the webinar is).
    """

    state: str
    stretch: Stretch | None = None
    opens_at: datetime | None = None

    @property
    def is_open(self):
        return self.state == "open"


def door_for(registration, now) -> Door:
    """Return what the registrant finds at `now`; asks for the stretches of the webinar, nothing else."""
    webinar = registration.webinar
    if not registration.is_live:
        return Door("left")
    if webinar.status in {Webinar.Status.CANCELLED, Webinar.Status.POSTPONED}:
        return Door(webinar.status)
    stretch = next((each for each in webinar.stretches() if now < each.ends_at), None)
    if stretch is None:
        return Door("over")
    if registration.status != Registration.Status.REGISTERED:
        return Door(registration.status, stretch)
    admission = Admission.of(webinar)
    opens_at = stretch.starts_at - timedelta(minutes=admission.doors_open_minutes)
    if now < opens_at:
        return Door("early", stretch, opens_at)
    return Door("open" if admission.room_url else "no_room", stretch, opens_at)
