"""Webinars around the present moment, and the text of a page, for the tests of pages."""

from datetime import timedelta

from django.utils import timezone

from tests import builders

MINUTES = timedelta(minutes=90)
STARTS = {
    "upcoming": timedelta(days=3),  # at any hour: days are counted by their dates
    "soon": timedelta(minutes=30),
    "live": timedelta(minutes=-30),
    "ended": timedelta(hours=-3),
    "archive": timedelta(days=-30),
}


def at(delta, **fields):
    start = timezone.now().replace(second=0, microsecond=0) + delta
    return builders.webinar(**{"starts_at": start, "ends_at": start + MINUTES, **fields})


def full(delta, **fields):
    """Return a webinar with something in each part of its page."""
    series = builders.series()
    webinar = at(
        delta, series=series, number=1, is_recorded=True, text_after="<p>It went well.</p>", **fields
    )
    builders.webinar(series=series, number=2)
    session = builders.session(webinar, starts_at=webinar.starts_at, ends_at=webinar.ends_at)
    builders.appearance(webinar, builders.speaker(), session=session, role="moderator")
    builders.appearance(webinar, organisation="World Bank")
    builders.document(webinar, title="Slides of the day", url="https://example.org/slides")
    builders.document(webinar, kind="report")
    builders.takeaway(webinar)
    builders.organiser(webinar)
    return webinar


def text_of(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())
