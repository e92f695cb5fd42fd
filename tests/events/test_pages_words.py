"""Dates, zones, countdowns and sizes in words: events/templatetags/events.py."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from events.models import Stretch, Webinar
from events.phase import phase_of
from events.templatetags.events import clock, day, days, elsewhere, file_size, starts_in, written_in, zone_at
from tests import builders


def test_times_are_said_with_their_zone():
    zone = "Europe/Zurich"

    assert (day(builders.START, zone), clock(builders.START, zone)) == ("Friday 25 September 2026", "10:00")


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Europe/Zurich", "Zurich (CEST, UTC+2)"),
        ("America/Lima", "Lima (UTC-5)"),
        ("America/New_York", "New York (EDT, UTC-4)"),
        ("Asia/Kolkata", "Kolkata (IST, UTC+5:30)"),
        ("America/St_Johns", "St Johns (NDT, UTC-2:30)"),
        ("UTC", "UTC"),
    ],
)
def test_a_zone_is_named_with_its_offset_of_that_day(zone, words):
    assert zone_at(zone, builders.START) == words


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(hours=2), "25 September 2026"),
        (timedelta(days=2), "25 to 27 September 2026"),
        (timedelta(days=10), "25 September to 5 October 2026"),
        (timedelta(days=100), "25 September 2026 to 3 January 2027"),
    ],
)
def test_days_are_said_without_repeating_the_month(length, words):
    assert (
        days(Webinar(starts_at=builders.START, ends_at=builders.START + length, time_zone="Europe/Zurich"))
        == words
    )


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (timedelta(days=3), "Starts in 3 days"),
        (timedelta(days=1), "Starts tomorrow"),
        (timedelta(hours=11), "Starts in 11 hours"),
        (timedelta(hours=2), "Starts in 2 hours"),
        (timedelta(minutes=119), "Starts in 119 minutes"),
        (timedelta(seconds=61), "Starts in 2 minutes"),
        (timedelta(seconds=1), "Starts in 1 minute"),
    ],
)
def test_the_countdown_is_in_days_hours_or_minutes(before, words):
    stretch = Stretch(builders.START, builders.START + timedelta(minutes=90))
    webinar = SimpleNamespace(status="published", stretches=lambda: [stretch])

    assert starts_in(phase_of(webinar, builders.START - before), "Europe/Zurich") == words


def test_times_elsewhere_name_the_date_where_it_differs():
    stretch = Stretch(builders.START, builders.START + timedelta(minutes=90))

    rows = elsewhere(stretch, ["Europe/Zurich", "America/Lima", "Pacific/Honolulu"], "Europe/Zurich")

    assert [row[1:3] for row in rows] == [("", "Lima"), ("Thursday 24 September 2026", "Honolulu")]


def test_sizes_are_said_in_kb_and_mb():
    sizes = [file_size(octets) for octets in (None, 1, 180_000, 999_499, 999_500, 2_100_000)]

    assert sizes == ["", "1\xa0kB", "180\xa0kB", "999\xa0kB", "1.0\xa0MB", "2.1\xa0MB"]


def test_only_texts_in_another_language_are_marked():
    assert [written_in(code) for code in ("en", "", "fr")] == ["", "", ' lang="fr" dir="ltr"']
