"""What the page of a webinar says at a moment, from its status and its stretches.

Pure: values in, values out. It knows nothing of places or of registration. Stretches are
half open, so a webinar is live at its first second and over at its end.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from events.models.sitting import Stretch

SOON = timedelta(hours=1)
RECORDING_AWAITED = timedelta(days=14)


@dataclass(frozen=True)
class Phase:
    """What `webinar` is doing at `now`.

    `name` is one of draft, upcoming, soon, live, between, ended, archive, postponed, cancelled.
    `stretch` is the one on now, or the next one, else the last.
    """

    name: str
    now: datetime
    stretch: Stretch
    is_before: bool = False  # something is still to start; so it is between two sittings, too
    is_live: bool = False
    is_after: bool = False  # all stretches are over


def phase_of(webinar, now, has_recording=False):
    """Return the Phase of the webinar at `now` (an aware datetime).

    A postponed webinar has no date and a cancelled one never takes place: neither is before,
    live or after, whatever the clock says. A draft follows the clock, so that its preview shows
    the page as it would be.
    """
    stretches = webinar.stretches()
    stretch = next((stretch for stretch in stretches if now < stretch.ends_at), stretches[-1])
    name = by_clock(stretches, stretch, now, has_recording)
    if webinar.status in {"postponed", "cancelled"}:
        return Phase(webinar.status, now, stretch)
    return Phase(
        name="draft" if webinar.status == "draft" else name,
        now=now,
        stretch=stretch,
        is_before=name in {"upcoming", "soon", "between"},
        is_live=name == "live",
        is_after=name in {"ended", "archive"},
    )


def by_clock(stretches: list[Stretch], stretch: Stretch, now: datetime, has_recording: bool) -> str:
    if now >= stretch.ends_at:
        return "archive" if has_recording or now - stretch.ends_at > RECORDING_AWAITED else "ended"
    if now >= stretch.starts_at:
        return "live"
    if stretch.starts_at - now <= SOON:
        return "soon"
    return "upcoming" if stretch == stretches[0] else "between"
