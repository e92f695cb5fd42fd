"""Lists of webinars, with what a card shows of each."""

from dataclasses import dataclass

from django.db.models import Case, F, IntegerField, Q, Value, When

from events.models import Webinar
from events.phase import Phase, phase_of


@dataclass(frozen=True)
class Card:
    webinar: Webinar
    phase: Phase
    is_past: bool


def upcoming_then_past(now):
    """Return the public webinars: those to come, the next first; then the past, the latest first.

    One postponed has no date and stands between the two.
    """
    postponed = Q(status=Webinar.Status.POSTPONED)
    rank = Case(
        When(postponed, then=1), When(ends_at__lte=now, then=2), default=0, output_field=IntegerField()
    )
    return (
        Webinar.objects.public()
        .alias(rank=rank)
        .order_by("rank", Case(When(rank=2, then=Value(None)), default=F("starts_at")), "-starts_at", "-pk")
    )


def cards(webinars, now):
    """Return a Card for each webinar of the queryset, in two queries."""
    found = webinars.select_related("series").prefetch_related("sittings")
    return [Card(webinar, phase_of(webinar, now), is_past(webinar, now)) for webinar in found]


def is_past(webinar, now):
    return webinar.ends_at <= now and webinar.status != Webinar.Status.POSTPONED
