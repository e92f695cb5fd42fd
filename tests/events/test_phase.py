from datetime import timedelta
from types import SimpleNamespace

import pytest

from events.models import Stretch
from events.phase import RECORDING_AWAITED, SOON, phase_of
from tests.builders import START

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
END = START + timedelta(minutes=90)
NEXT_DAY = START + timedelta(days=1)
ONE = [Stretch(START, END)]
TWO = [Stretch(START, END, "Day 1"), Stretch(NEXT_DAY, NEXT_DAY + timedelta(minutes=90), "Day 2", 2)]
LAST_END = TWO[1].ends_at


def phase(now, stretches=ONE, status="published", has_recording=False):
    webinar = SimpleNamespace(status=status, stretches=lambda: stretches)
    return phase_of(webinar, now, has_recording)


@pytest.mark.parametrize(
    ("now", "name"),
    [
        pytest.param(START - timedelta(days=24), "upcoming", id="weeks before"),
        pytest.param(START - SOON - SECOND, "upcoming", id="a second before the last hour"),
        pytest.param(START - SOON, "soon", id="an hour before"),
        pytest.param(START - SECOND, "soon", id="a second before"),
        pytest.param(START, "live", id="at the start"),
        pytest.param(END - SECOND, "live", id="in the last second"),
        pytest.param(END, "ended", id="at the end"),
        pytest.param(END + RECORDING_AWAITED, "ended", id="two weeks later"),
        pytest.param(END + RECORDING_AWAITED + SECOND, "archive", id="after two weeks"),
    ],
)
def test_the_clock_takes_a_webinar_from_upcoming_to_archive(now, name):
    assert phase(now).name == name


def test_a_recording_makes_the_page_an_archive_at_once():
    assert phase(END, has_recording=True).name == "archive"


def test_a_recording_published_early_ends_nothing():
    assert phase(START, has_recording=True).name == "live"


@pytest.mark.parametrize(
    ("now", "name", "number"),
    [
        pytest.param(START - timedelta(days=1), "upcoming", 1, id="before both"),
        pytest.param(START, "live", 1, id="in the first"),
        pytest.param(END, "between", 2, id="at the end of the first"),
        pytest.param(NEXT_DAY - SOON - MINUTE, "between", 2, id="overnight"),
        pytest.param(NEXT_DAY - SOON, "soon", 2, id="an hour before the second"),
        pytest.param(NEXT_DAY, "live", 2, id="in the second"),
        pytest.param(LAST_END, "ended", 2, id="after both"),
    ],
)
def test_a_webinar_of_two_sittings_is_never_live_overnight(now, name, number):
    found = phase(now, TWO)

    assert (found.name, found.stretch.number) == (name, number)


@pytest.mark.parametrize(
    ("now", "flags"),
    [
        pytest.param(START - MINUTE, (True, False, False), id="soon"),
        pytest.param(START, (False, True, False), id="live"),
        pytest.param(END, (True, False, False), id="between"),
        pytest.param(LAST_END, (False, False, True), id="ended"),
    ],
)
def test_a_page_is_before_live_or_after_and_never_two_of_them(now, flags):
    found = phase(now, TWO)

    assert (found.is_before, found.is_live, found.is_after) == flags


@pytest.mark.parametrize("status", ["postponed", "cancelled"])
@pytest.mark.parametrize("now", [START - MINUTE, START, END], ids=["before", "during", "after"])
def test_what_does_not_take_place_is_neither_before_nor_live_nor_after(status, now):
    found = phase(now, status=status)

    assert (found.name, found.is_before, found.is_live, found.is_after) == (status, False, False, False)


def test_a_draft_follows_the_clock_under_its_own_name():
    found = phase(END, status="draft")

    assert (found.name, found.is_after) == ("draft", True)


def test_a_phase_remembers_its_moment():
    assert phase(START).now == START
