"""Home, list, series and speaker page take as many queries for 1,000 webinars as for three."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.models import Appearance, Document, Sitting, Webinar
from events.views import PAGE_SIZE
from tests import builders
from tests.events.pages import MINUTES

pytestmark = pytest.mark.django_db
QUERIES = {
    "/?": 7,
    "/webinars/?": 5,
    "/webinars/?q=work&year=2024": 6,
    "/webinars/?q=nothing+of+the+kind": 3,
    "/series/all/?": 7,
    "/speakers/ada/?": 7,
}


def fill(count):
    """Webinars two years back and forth, each with series, speaker, sitting and recording."""
    series, speaker = builders.series(slug="all"), builders.speaker(slug="ada")
    first = timezone.now() - timedelta(days=count)
    webinars = Webinar.objects.bulk_create(
        Webinar(
            title=f"Work {n}", slug=f"work-{n}", time_zone="Europe/Zurich",
            status="published", published_at=first,
            starts_at=first + timedelta(days=2 * n), ends_at=first + timedelta(days=2 * n) + MINUTES,
            series=series, number=n + 1, spoken_languages=["en", "fr"][: 1 + n % 2],
        )
        for n in range(count)
    )  # fmt: skip
    Appearance.objects.bulk_create(Appearance(webinar=webinar, speaker=speaker) for webinar in webinars)
    Sitting.objects.bulk_create(
        Sitting(webinar=webinar, number=1, starts_at=webinar.starts_at, ends_at=webinar.ends_at)
        for webinar in webinars
    )
    Document.objects.bulk_create(
        Document(webinar=webinar, kind="recording", url="https://example.org/film")
        for webinar in webinars[::2]
    )


@pytest.mark.parametrize("count", [3, 1000])
def test_lists_take_the_same_queries_however_many_webinars_there_are(client, count):
    fill(count)

    taken = {}
    for address in QUERIES:
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        taken[address] = len(queries)
        assert response.content.count(b"<article") <= PAGE_SIZE

    assert taken == QUERIES
