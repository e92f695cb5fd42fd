"""Lists of webinars, with what a card shows of each."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, Value, When

from events import listing
from events.models import Document, Webinar
from events.phase import Phase, phase_of


@dataclass(frozen=True)
class Card:
    webinar: Webinar
    phase: Phase
    is_past: bool
    has_recording: bool  # that anyone may watch now: the webinar is over, and its page shows it
    part: listing.Listed | None = None  # what one speaker did there, in a list of theirs


@dataclass(frozen=True)
class Progress:
    """How far a series has come; what was cancelled does not count."""

    held: int
    total: int


def upcoming_then_past(webinars, now):
    """Return the webinars in order: those to come, the next first; then the past, the latest first.

    One postponed has no date and stands between the two.
    """
    postponed = Q(status=Webinar.Status.POSTPONED)
    rank = Case(
        When(postponed, then=1), When(ends_at__lte=now, then=2), default=0, output_field=IntegerField()
    )
    return webinars.alias(rank=rank).order_by(
        "rank", Case(When(rank=2, then=Value(None)), default=F("starts_at")), "-starts_at", "-pk"
    )


def recorded(webinars, now):
    """Return those with a recording that anyone may watch now, the latest first."""
    return webinars.past(now).filter(Exists(recordings(now)))


def recordings(now):
    found = Document.objects.public(now).filter(kind=Document.Kind.RECORDING, webinar=OuterRef("pk"))
    return found.exclude(file="", url="")


def cards(webinars, now, speaker=None):
    """Return a Card for each webinar of the queryset, in two queries; with a speaker's part in three."""
    found = webinars.select_related("series").prefetch_related("sittings")
    # The long texts stand on the webinar's own page only.
    found = found.defer("text_before", "text_after").annotate(has_recording=Exists(recordings(now)))
    parts = parts_of(speaker, found) if speaker else {}
    return [card(webinar, now, parts.get(webinar.pk)) for webinar in found]


def card(webinar, now, part):
    phase = phase_of(webinar, now, webinar.has_recording)
    is_shown = webinar.has_recording and phase.is_after
    return Card(webinar, phase, is_past(webinar, now), is_shown, part)


def is_past(webinar, now):
    return webinar.ends_at <= now and webinar.status != Webinar.Status.POSTPONED


def parts_of(speaker, webinars):
    """Return {webinar id: Listed}: what the speaker did in each, and was that day."""
    appearances = speaker.appearances.filter(webinar__in=list(webinars))
    by_webinar = defaultdict(list)
    for appearance in appearances:
        appearance.speaker = speaker
        by_webinar[appearance.webinar_id].append(appearance)
    return {pk: listing.whole(own) for pk, own in by_webinar.items()}


def progress(webinars, now):
    """Return the Progress of the webinars of a series, in one query."""
    ended = Q(ends_at__lte=now, status=Webinar.Status.PUBLISHED)
    taking_place = webinars.exclude(status=Webinar.Status.CANCELLED)
    return Progress(**taking_place.aggregate(held=Count("pk", filter=ended), total=Count("pk")))
