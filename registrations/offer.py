"""What the webinar page says about registering at a moment."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from registrations.admitting import TABLES
from registrations.models import Admission

FEW = 20  # places left are mentioned in the banner from here on
# On each webinar's page; Django took several times as long to put it together as PostgreSQL to run it.
OFFERED = f"""
SELECT admission.capacity, admission.opens_at, admission.closes_at, coalesce(admission.asks_approval, false),
coalesce(places.taken, 0)
FROM {TABLES} WHERE webinar.id = %s"""


@dataclass(frozen=True)
class Offer:
    """state: "not_yet", "open", "few", "full" (there is a waitlist) or "closed"."""

    state: str
    left: int | None  # None: no limit
    capacity: int | None
    opens_at: datetime | None
    closes_at: datetime
    asks_approval: bool

    @property
    def is_open(self):
        return self.state in {"open", "few", "full"}

    @property
    def shown(self):
        """What a page shows of it: not how many places are left while there are many."""
        left = self.left if self.state == "few" else None
        return self.state, left, self.capacity, self.opens_at, self.asks_approval


def offer_of(webinar, now) -> Offer:
    """Return what is offered at `now`; one query."""
    with connection.cursor() as cursor:
        cursor.execute(OFFERED, [webinar.pk])
        *fields, taken = cursor.fetchone()
    names = ("capacity", "opens_at", "closes_at", "asks_approval")
    return offer(Admission(webinar=webinar, **dict(zip(names, fields, strict=True))), taken, now)


def offer(admission, taken, now) -> Offer:
    left = None if admission.capacity is None else max(admission.capacity - taken, 0)
    return Offer(
        state(admission, left, now),
        left,
        admission.capacity,
        admission.opens_at,
        admission.closing_time(),
        admission.asks_approval,
    )


def state(admission, left, now) -> str:
    if not admission.is_open(now):
        waits_to_open = admission.opens_at is not None and now < admission.opens_at
        return "not_yet" if waits_to_open and admission.webinar.status == "published" else "closed"
    if left is None or left > FEW:
        return "open"
    return "few" if left else "full"
