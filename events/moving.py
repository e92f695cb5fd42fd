"""Giving a webinar other times: its sittings, and its sessions along with them."""

from datetime import timedelta

from django.db import transaction

from events import sittings
from events.models.sitting import Stretch


@transaction.atomic
def move(webinar, time_zone, stretches):
    """Give the webinar these stretches; return those it no longer has.

    `stretches` are Stretches by the number of the sitting they replace; a number that is not there yet
    is a new sitting, a sitting not named goes. A webinar without sittings has the one number 1.
    Sessions keep their distance from the start of their stretch; on a stretch that goes, they lose
    their times. The webinar is given fresh, under whatever lock guards it.
    """
    before = {stretch.number: stretch for stretch in webinar.stretches()}
    if stretches[0].starts_at != webinar.starts_at:
        webinar.moved_from = webinar.starts_at
    webinar.time_zone = time_zone
    move_sessions(webinar, before, {stretch.number: stretch for stretch in stretches})
    with sittings.moving_together():
        if webinar.sittings.all() or len(stretches) > 1:
            keep_sittings(webinar, stretches)
        webinar.starts_at, webinar.ends_at = stretches[0].starts_at, stretches[-1].ends_at
        webinar.save(update_fields=["starts_at", "ends_at", "time_zone", "moved_from", "updated_at"])
    kept = {stretch.number for stretch in stretches}
    return [stretch for number, stretch in before.items() if number not in kept]


def keep_sittings(webinar, stretches):
    webinar.sittings.exclude(number__in=[stretch.number for stretch in stretches]).delete()
    for stretch in stretches:
        webinar.sittings.update_or_create(
            number=stretch.number,
            defaults={"starts_at": stretch.starts_at, "ends_at": stretch.ends_at, "label": stretch.label},
        )
    webinar._prefetched_objects_cache = {}


def move_sessions(webinar, before, after):
    for session in webinar.sessions.select_related("sitting"):
        stretch = stretch_of(session, before)
        if session.starts_at is None or stretch is None:
            continue
        new = after.get(stretch.number)
        shift = new.starts_at - stretch.starts_at if new else None
        session.starts_at = new and session.starts_at + shift
        session.ends_at = new and session.ends_at and session.ends_at + shift
        session.save(update_fields=["starts_at", "ends_at"])


def stretch_of(session, stretches: dict[int, Stretch]):
    """Return the stretch a session belongs to: its sitting's, else the one in which it starts."""
    if session.sitting:
        return stretches.get(session.sitting.number)
    if session.starts_at is None:
        return None
    begun = [each for each in stretches.values() if each.starts_at <= session.starts_at + timedelta(hours=1)]
    return max(begun or stretches.values(), key=lambda each: each.starts_at)
