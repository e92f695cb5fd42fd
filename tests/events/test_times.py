"""Dates in words, as each language writes them."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.utils import translation

from events import times

FIRST = datetime(2026, 5, 1, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", ["Friday 1 May 2026", "1 May 2026"]), ("fr", ["vendredi 1er mai 2026", "1er mai 2026"])],
)
def test_the_first_of_a_month_is_written_as_the_language_does(language, said):
    with translation.override(language):
        assert [times.day(FIRST, "UTC"), times.plain_day(date(2026, 5, 1))] == said


def test_no_other_day_is_written_so():
    with translation.override("fr"):
        days = [times.short_day(FIRST + timedelta(days=days), "UTC") for days in (10, 20, 30)]

    assert days == ["11 mai 2026", "21 mai 2026", "31 mai 2026"]


def test_days_from_the_first_are_written_so_too():
    webinar = SimpleNamespace(starts_at=FIRST, ends_at=FIRST + timedelta(days=1), zone="UTC")

    with translation.override("fr"):
        assert times.days(webinar) == "du 1er au 2 mai 2026"
