"""Dates, zones, countdowns and sizes in words: events/times.py and events/templatetags/events.py."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.utils.html import strip_tags

from events.models import Stretch, Webinar
from events.phase import phase_of
from events.site_languages import written_in
from events.templatetags.events import file_size, neighbours, span
from events.times import clock, day, days, elsewhere, starts_in, zone_at, zone_of
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


AUTUMN_NIGHT = datetime(2027, 10, 31, 0, 30, tzinfo=UTC)  # 02:30 in Zurich, and 02:30 again an hour later


@pytest.mark.parametrize(
    ("start", "minutes", "words"),
    [
        (builders.START, 90, "10:00 to 11:30"),
        (AUTUMN_NIGHT, 60, "02:30 (UTC+2) to 02:30 (UTC+1)"),
        (AUTUMN_NIGHT + timedelta(hours=1), 15, "02:30 (UTC+1) to 02:45 (UTC+1)"),
        (AUTUMN_NIGHT + timedelta(hours=2), 60, "03:30 to 04:30"),
        (datetime(2027, 3, 28, 0, 30, tzinfo=UTC), 60, "01:30 (UTC+1) to 03:30 (UTC+2)"),
    ],
    ids=["plain", "across", "second time", "after", "spring"],
)
def test_in_the_night_when_clocks_change_each_time_says_its_offset(start, minutes, words):
    shown = span(start, start + timedelta(minutes=minutes), "Europe/Zurich")

    assert strip_tags(shown) == words


def test_a_webinar_across_that_night_names_both_offsets_of_its_zone():
    webinar = Webinar(
        starts_at=AUTUMN_NIGHT, ends_at=AUTUMN_NIGHT + timedelta(hours=2), time_zone="Europe/Zurich"
    )

    assert zone_of(webinar) == "Zurich (CEST, UTC+2; then CET, UTC+1)"


def test_the_neighbours_of_a_webinar_are_the_ones_next_to_its_number():
    siblings = [SimpleNamespace(number=number, starts_at=builders.START) for number in (1, 2, 5, None)]

    assert neighbours(SimpleNamespace(number=3, starts_at=builders.START), siblings) == {
        "previous": siblings[1],
        "next": siblings[2],
    }
    assert neighbours(SimpleNamespace(number=1, starts_at=builders.START), siblings[1:])["previous"] is None
