import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta

import feedparser
import icalendar
import pytest
from django.urls import reverse
from django.utils import timezone

from events import sitemaps
from events.models import Series, Webinar
from tests import builders

SITE = "https://webinars.example.org"
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
HOUR = timedelta(hours=1)
ADDRESSES = ["/webinars.ics", "/webinars.atom", "/sitemap.xml"]


@pytest.fixture(autouse=True)
def site(db, settings):
    settings.SITE_URL = SITE


def webinar_in(days, **fields):
    start = timezone.now() + timedelta(days=days)
    return builders.webinar(starts_at=start, ends_at=start + timedelta(hours=1), **fields)


def titles(response):
    return [str(entry["summary"]) for entry in icalendar.Calendar.from_ical(response.content).events]


def test_the_calendar_holds_what_comes_and_the_last_year(client):
    for days, title in ((30, "Later"), (3, "Next"), (-3, "Just over"), (-400, "Long ago")):
        webinar_in(days, title=title)
    webinar_in(5, title="Draft", status=Webinar.Status.DRAFT)

    response = client.get("/webinars.ics")

    assert titles(response) == ["Next", "Later", "Just over"]
    assert response["Content-Type"] == "text/calendar; charset=utf-8; method=PUBLISH"


def test_the_calendar_of_a_series_holds_its_webinars_only(client):
    series = builders.series(slug="summer")
    webinar_in(3, title="Of the series", series=series)
    webinar_in(3, title="Another")

    response = client.get("/series/summer/calendar.ics")

    assert titles(response) == ["Of the series"]
    assert client.get("/series/winter/calendar.ics").status_code == 404


def test_the_calendars_ask_as_often_for_ten_webinars_as_for_one(client, django_assert_max_num_queries):
    for days in range(10):
        webinar_in(days + 1, series=builders.series())

    with django_assert_max_num_queries(5):
        client.get("/webinars.ics")


def test_the_feed_lists_webinars_with_ids_that_stay(client):
    webinar = builders.webinar(title="One & <two>", slug="one", summary="About it.", calendar_uid="0f-1")
    builders.webinar(status=Webinar.Status.DRAFT)
    Webinar.objects.update(
        published_at=datetime(2026, 5, 1, tzinfo=UTC), updated_at=datetime(2026, 6, 2, 3, 4, tzinfo=UTC)
    )

    feed = ET.fromstring(client.get("/webinars.atom").content)

    (entry,) = feed.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}id") == "urn:uuid:0f-1"
    assert entry.findtext(f"{ATOM}summary") == "2026-09-25 10:00 (Zurich). About it."
    assert entry.findtext(f"{ATOM}title") == webinar.title
    assert entry.findtext(f"{ATOM}published") == "2026-05-01T00:00:00+00:00"
    assert entry.findtext(f"{ATOM}updated") == "2026-06-02T03:04:00+00:00"
    assert entry.find(f"{ATOM}link").get("href") == f"{SITE}/webinars/one/"
    assert feed.findtext(f"{ATOM}updated") == "2026-06-02T03:04:00+00:00"


def test_control_characters_do_not_break_the_feed(client):
    builders.webinar(title="Bell\x07 and\nbreak", summary="\x1b[31m")

    feed = ET.fromstring(client.get("/webinars.atom").content)

    assert feed.findtext(f"{ATOM}entry/{ATOM}title") == "Bell and break"


def test_an_empty_feed_is_valid(client):
    feed = ET.fromstring(client.get("/webinars.atom").content)

    assert feed.findall(f"{ATOM}entry") == []


def test_the_sitemap_lists_every_public_page(client):
    builders.webinar(slug="one", series=builders.series(slug="summer"))
    builders.webinar(slug="hidden", status=Webinar.Status.DRAFT)

    found = ET.fromstring(client.get("/sitemap.xml").content)

    paths = [location.text.removeprefix(SITE) for location in found.iter(f"{MAP}loc")]
    assert paths == [
        "/",
        "/webinars/",
        "/webinars/one/",
        "/series/summer/",
        "/about/",
        "/accessibility/",
        "/privacy/",
    ]


def test_the_sitemap_tells_when_a_page_changed_in_truth():
    series = builders.series(slug="summer")
    webinar = builders.webinar(slug="one", series=series)
    saved = datetime(2026, 8, 1, tzinfo=UTC)
    Webinar.objects.update(updated_at=saved)
    Series.objects.update(updated_at=saved - timedelta(days=9))

    def changed(now):
        return [
            dict(sitemaps.entries(now))[path] for path in ("/webinars/one/", "/series/summer/", "/webinars/")
        ]

    assert changed(builders.NOW) == [saved] * 3
    assert changed(webinar.starts_at) == [webinar.starts_at] * 3
    assert changed(builders.NOW + timedelta(days=60)) == [webinar.ends_at] * 3

    speaker = builders.speaker()
    builders.appearance(webinar, speaker)
    document = builders.document(webinar, publish_at=builders.NOW + timedelta(days=50))
    moments = {"updated_at": saved + timedelta(days=1)}
    type(document).objects.update(**moments)
    assert changed(builders.NOW) == [moments["updated_at"]] * 3
    type(speaker).objects.update(updated_at=saved + timedelta(days=2))
    assert changed(builders.NOW) == [saved + timedelta(days=2)] * 3
    assert changed(builders.NOW + timedelta(days=60)) == [document.publish_at] * 3


def test_the_feed_is_well_formed_and_its_newest_change_comes_first(client):
    old, new = builders.webinar(title="Old"), builders.webinar(title="New")
    Webinar.objects.filter(pk=old.pk).update(updated_at=builders.NOW - timedelta(days=2))
    Webinar.objects.filter(pk=new.pk).update(updated_at=builders.NOW - timedelta(days=1))
    Webinar.objects.update(published_at=builders.NOW - timedelta(days=3))
    for number in range(60):
        builders.webinar(title=f"Draft {number}", status=Webinar.Status.DRAFT)

    feed = feedparser.parse(client.get("/webinars.atom").content)

    assert not feed.bozo
    assert [entry.title for entry in feed.entries] == ["New", "Old"]
    assert [entry.published for entry in feed.entries] == ["2026-08-29T08:00:00+00:00"] * 2
    assert feed.feed.updated == feed.entries[0].updated == "2026-08-31T08:00:00+00:00"
    assert feed.feed.id == f"{SITE}/webinars/"


def test_feeds_are_bounded(client):
    start = timezone.now() + timedelta(days=3)
    rows = [
        Webinar(
            slug=f"w{n}",
            status="published",
            published_at=start,
            time_zone="UTC",
            starts_at=start,
            ends_at=start + HOUR,
        )
        for n in range(520)
    ]
    Webinar.objects.bulk_create(rows)

    assert len(titles(client.get("/webinars.ics"))) == 500
    assert len(feedparser.parse(client.get("/webinars.atom").content).entries) == 50


def test_calendar_programs_are_told_how_often_to_ask(client):
    calendar = client.get("/webinars.ics").content.decode()

    assert "REFRESH-INTERVAL;VALUE=DURATION:PT6H" in calendar
    assert "X-PUBLISHED-TTL:PT6H" in calendar


@pytest.mark.parametrize("address", ADDRESSES)
def test_addresses_are_built_from_the_site_url_and_never_from_the_request(client, settings, address):
    settings.ALLOWED_HOSTS = ["evil.example"]
    webinar_in(3, series=builders.series())

    content = client.get(address, headers={"host": "evil.example"}).content.decode()

    assert "evil.example" not in content
    assert SITE in content


@pytest.mark.parametrize("address", ADDRESSES)
def test_any_cache_may_keep_it(client, address):
    webinar_in(3)

    response = client.get(address)

    assert response["Cache-Control"] == "public, max-age=0, s-maxage=10"
    assert response["Vary"] == "Accept-Encoding"
    assert not response.cookies
    again = client.get(address, headers={"if-none-match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("name", ["events:webinars_calendar", "events:webinars_feed", "files:sitemap"])
@pytest.mark.parametrize("method", ["post", "put", "delete", "patch", "trace", "options"])
def test_only_reading_is_answered(client, name, method):
    response = getattr(client, method)(reverse(name))

    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"
