"""What the webinar page says about registering at a moment."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from registrations.models import Admission

FEW = 20  # places left are mentioned in the banner from here on


@dataclass(frozen=True)
class Offer:
    """state: "not_yet", "open", "few", "full" (there is a waitlist) or "closed"."""

    state: str
    left: int | None  # None: no limit
    capacity: int | None
    opens_at: datetime | None
    closes_at: datetime

    @property
    def is_open(self):
        return self.state in {"open", "few", "full"}


def offer_of(webinar, now) -> Offer:
    """Return what is offered at `now`; one query."""
    fields = ("capacity", "opens_at", "closes_at")
    row = Admission.objects.filter(webinar=webinar).values(*fields, taken=F("webinar__places__taken")).first()
    if row is None:
        return offer(Admission(webinar=webinar), 0, now)
    taken = row.pop("taken") or 0
    return offer(Admission(webinar=webinar, **row), taken, now)


def offer(admission, taken, now) -> Offer:
    left = None if admission.capacity is None else max(admission.capacity - taken, 0)
    return Offer(
        state(admission, left, now), left, admission.capacity, admission.opens_at, admission.closing_time()
    )


def state(admission, left, now) -> str:
    if not admission.is_open(now):
        waits_to_open = admission.opens_at is not None and now < admission.opens_at
        return "not_yet" if waits_to_open and admission.webinar.status == "published" else "closed"
    if left is None or left > FEW:
        return "open"
    return "few" if left else "full"
