"""A week in the life of a webinar, event by event, against golden lists of the mails each person gets.

RENEW=1 writes them anew; read the difference before it is committed.
"""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from zoneinfo import ZoneInfo

import pytest

from events.models.sitting import Stretch
from registrations import changes
from tests import builders
from tests.registrations.week.play import Play

pytestmark = pytest.mark.django_db

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MONDAY = datetime(2026, 9, 21, 7, 0, tzinfo=UTC)  # 9:00 in Zurich
FRIDAY = MONDAY + 4 * DAY + HOUR  # 10:00


def webinar(start=FRIDAY, zone="Europe/Zurich", **fields):
    made = builders.webinar(title="Skills", starts_at=start, ends_at=start + HOUR, time_zone=zone)
    builders.admission(webinar=made, **fields)
    return made


def test_a_quiet_week():
    play = Play(webinar(), MONDAY)
    play.register("Early")
    play.until(FRIDAY - DAY - HOUR)
    play.register("Late")  # an hour before the first reminder
    play.until(FRIDAY - 30 * MINUTE)
    play.register("Today")
    play.until(FRIDAY + 3 * HOUR)

    play.agrees("quiet")


def test_a_week_in_which_everything_happens():
    play = Play(webinar(capacity=2), MONDAY)
    for name in ("Early", "Returns", "Waits"):
        play.register(name)
    play.until(MONDAY + 5 * HOUR)
    play.leave("Returns")  # the one who waits gets the place
    play.until(MONDAY + DAY)
    play.register("Returns")  # and waits now
    play.move(Stretch(FRIDAY + DAY, FRIDAY + DAY + HOUR))
    play.until(MONDAY + DAY + 2 * HOUR)
    play.move(Stretch(FRIDAY + 2 * HOUR, FRIDAY + 3 * HOUR))
    play.until(FRIDAY - 22 * HOUR + HOUR)  # the first reminder has left
    play.leave("Waits")
    play.act(changes.cancel, "The speaker is ill.")
    play.until(FRIDAY - 4 * HOUR)
    play.act(changes.reinstate)
    play.until(FRIDAY + HOUR)
    play.leave("Early")
    play.register("Today")
    play.until(FRIDAY + 6 * HOUR)

    play.agrees("everything")


def test_a_week_in_which_the_date_is_open_for_a_while():
    play = Play(webinar(), MONDAY)
    play.register("Early")
    play.until(FRIDAY - 2 * HOUR)
    play.act(changes.postpone, "We look for a new date.")
    play.until(FRIDAY + HOUR)
    play.move(Stretch(FRIDAY + 3 * DAY, FRIDAY + 3 * DAY + HOUR))
    play.until(FRIDAY + 3 * DAY + 2 * HOUR)

    play.agrees("postponed")


def test_c24_the_worker_is_down_for_26_hours():
    play = Play(webinar(), MONDAY)
    play.register("Early")
    play.until(FRIDAY - 25 * HOUR)
    play.until(FRIDAY + 50 * MINUTE, is_worker_down=True)
    play.until(FRIDAY + 3 * HOUR)

    play.agrees("down-over-the-start")


def test_c24_the_worker_is_down_until_shortly_before_the_start():
    play = Play(webinar(reminders=[10080, 1440, 60, 10]), MONDAY)
    play.register("Early")
    play.until(FRIDAY - 26 * HOUR - 30 * MINUTE)
    play.until(FRIDAY - 30 * MINUTE, is_worker_down=True)
    play.until(FRIDAY + 3 * HOUR)

    play.agrees("down-until-the-start")


@pytest.mark.parametrize(
    ("name", "zone", "day"),
    [
        ("zurich-back", "Europe/Zurich", (2026, 10, 25)),
        ("zurich-forward", "Europe/Zurich", (2027, 3, 28)),
        ("new-york-back", "America/New_York", (2026, 11, 1)),
        ("new-york-forward", "America/New_York", (2027, 3, 14)),
    ],
)
def test_c23_the_morning_after_the_clocks_are_changed(name, zone, day):
    start = datetime(*day, 9, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    play = Play(webinar(start, zone), start - 3 * DAY)
    play.register("Early")
    play.until(start - 2 * DAY)
    play.move(Stretch(start + HOUR, start + 2 * HOUR))
    play.until(start + 3 * HOUR)

    play.agrees(name)


def test_two_sittings_of_which_one_is_dropped(sender, peer):
    """Through a real mail server."""

    def send(now):
        before = len(peer.taken)
        while sender.send_next(now):
            pass
        return [message_from_bytes(content, policy=policy.default) for _, content in peer.taken[before:]]

    made = builders.two_sittings(FRIDAY, FRIDAY + DAY, title="Skills")
    play = Play(made, MONDAY, send)
    play.register("Early")
    play.until(FRIDAY - 2 * DAY)
    play.move(Stretch(FRIDAY + HOUR, FRIDAY + 2 * HOUR, number=1))
    play.until(FRIDAY + 2 * DAY)

    play.agrees("two-sittings")


def test_two_sittings_are_reminded_of_one_by_one():
    play = Play(builders.two_sittings(FRIDAY, FRIDAY + 2 * DAY, title="Skills"), MONDAY)
    play.register("Early")
    play.until(FRIDAY + HOUR)
    play.register("Second")
    play.until(FRIDAY + 3 * DAY)

    play.agrees("two-sittings-kept")
