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
    row = (
        Admission.objects.filter(webinar=webinar)
        .values("capacity", "opens_at", "closes_at", taken=F("webinar__places__taken"))
        .first()
    ) or {"capacity": None, "opens_at": None, "closes_at": None, "taken": 0}
    admission = Admission(
        webinar=webinar, **{name: row[name] for name in ("capacity", "opens_at", "closes_at")}
    )
    left = None if admission.capacity is None else max(admission.capacity - (row["taken"] or 0), 0)
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
