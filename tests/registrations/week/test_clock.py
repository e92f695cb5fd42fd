"""C23: clocks that jump, days that are rare. Each reminder leaves once, at its moment."""

from datetime import UTC, datetime, timedelta

import pytest

from registrations import links, reminders
from registrations.models import Message, Registration
from tests import builders
from tests.builders import NOW, START

pytestmark = pytest.mark.django_db

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)


def reminded(*moments):
    """Return how many reminders stand in the outbox after each look."""
    counts = []
    for now in moments:
        reminders.queue_due(now)
        counts.append(Message.objects.filter(kind="reminder").count())
    return counts


def test_c23_a_clock_that_jumps_an_hour_reminds_once():
    builders.registration(builders.webinar())
    due = START - DAY

    back_and_forth = [due - HOUR, due, due - HOUR, due - SECOND, due, due + HOUR, due]

    assert reminded(*back_and_forth) == [0, 1, 1, 1, 1, 1, 1]


def test_c23_a_clock_that_jumps_over_a_slot_reminds_late_rather_than_never():
    builders.registration(builders.webinar())

    assert reminded(START - DAY - HOUR, START - DAY + HOUR) == [0, 1]


@pytest.mark.parametrize(
    "start",
    [
        datetime(2028, 2, 29, 8, 0, tzinfo=UTC),  # a leap day
        datetime(2028, 3, 1, 8, 0, tzinfo=UTC),  # 24 hours before is one
        datetime(2026, 12, 31, 22, 30, tzinfo=UTC),  # over midnight and the year
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),  # the second half past two of that night in Zurich
        datetime(2027, 3, 28, 1, 0, tzinfo=UTC),  # the first moment after the hour that is left out
    ],
    ids=str,
)
def test_c23_a_reminder_is_due_24_hours_before_whatever_the_day(start):
    webinar = builders.webinar(starts_at=start, ends_at=start + 2 * HOUR)
    builders.registration(webinar, now=start - 5 * DAY)

    assert reminded(start - DAY - SECOND, start - DAY, start - HOUR - SECOND, start - HOUR) == [0, 1, 1, 2]


def test_c23_a_jump_of_the_clock_neither_ends_nor_revives_a_personal_link(monkeypatch):
    person = builders.registration(builders.webinar())
    token = links.token(links.PAGE, person)

    for jump in (-HOUR, HOUR, 400 * DAY):
        monkeypatch.setattr("time.time", lambda jump=jump: (NOW + jump).timestamp())
        assert links.registration_for(links.PAGE, token) == person
    Registration.objects.update(link_version=2)
    with pytest.raises(links.WrongLink):
        links.registration_for(links.PAGE, token)
