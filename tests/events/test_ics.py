from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest

from events import ics
from events.models import Sitting, Stretch, Webinar
from tests import builders

SITE = "https://webinars.example.org"
SAVED = datetime(2026, 8, 1, 12, 0, tzinfo=UTC)


def unsaved(**fields):
    webinar = Webinar(
        **{
            "title": "Covid-19: Activation for recovery",
            "slug": "activation",
            "status": Webinar.Status.PUBLISHED,
            "time_zone": "Europe/Zurich",
            "starts_at": builders.START,
            "ends_at": builders.START + timedelta(minutes=90),
            "calendar_uid": "8c7a4b4e-59a5-4f6f-8f1c-0d6d4a1c9a11",
            "updated_at": SAVED,
            **fields,
        }
    )
    webinar.stretches = lambda: [Stretch(webinar.starts_at, webinar.ends_at)]
    return webinar


def published(*webinars, **options):
    return ics.published(webinars, site_url=SITE, **options)


def entries(content):
    return icalendar.Calendar.from_ical(content).events


def test_the_public_calendar_invites_nobody_and_names_the_page():
    calendar = icalendar.Calendar.from_ical(published(unsaved()))

    (entry,) = calendar.events
    assert calendar["method"] == "PUBLISH"
    assert entry["uid"] == "8c7a4b4e-59a5-4f6f-8f1c-0d6d4a1c9a11"
    assert entry["summary"] == "Covid-19: Activation for recovery"
    assert entry["url"] == "https://webinars.example.org/webinars/activation/"
    assert entry["status"] == "CONFIRMED"
    assert entry["last-modified"].dt == SAVED
    assert not {"attendee", "organizer", "location"} & {name.lower() for name in entry}


def test_the_same_webinar_is_the_same_bytes():
    assert published(unsaved()) == published(unsaved())


@pytest.mark.parametrize(
    ("status", "shown"), [("published", "CONFIRMED"), ("postponed", "TENTATIVE"), ("cancelled", "CANCELLED")]
)
def test_the_status_is_told(status, shown):
    (entry,) = entries(
        published(unsaved(status=status, status_reason="The host is ill.", calendar_sequence=3))
    )

    assert entry["status"] == shown
    assert entry["sequence"] == 3


def test_a_cancelled_webinar_says_why():
    (entry,) = entries(published(unsaved(status="cancelled", status_reason="The host is ill.")))

    assert entry["description"].splitlines()[0] == "Cancelled: The host is ill."


@pytest.mark.parametrize(
    ("zone", "local_start"),
    [
        pytest.param("Europe/Zurich", (2026, 9, 25, 10, 0), id="summer time"),
        pytest.param("Europe/Zurich", (2026, 12, 31, 23, 30), id="across midnight and the year"),
        pytest.param("Europe/Zurich", (2026, 3, 29, 1, 30), id="the night that loses an hour"),
        pytest.param("Europe/Zurich", (2026, 10, 25, 1, 30), id="the night that gains an hour"),
        pytest.param("America/Santiago", (2026, 9, 5, 23, 30), id="south, across the change"),
        pytest.param("Africa/Casablanca", (2026, 3, 22, 1, 30), id="winter time in Ramadan"),
        pytest.param("Asia/Kolkata", (2026, 7, 1, 10, 0), id="no summer time"),
        pytest.param("Asia/Kathmandu", (2026, 7, 1, 10, 0), id="offset of 5:45"),
        pytest.param("UTC", (2026, 7, 1, 10, 0), id="UTC"),
    ],
)
def test_the_instants_are_right(zone, local_start):
    start = datetime(*local_start, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    end = start + timedelta(hours=3)

    content = published(unsaved(time_zone=zone, starts_at=start, ends_at=end))

    (entry,) = entries(content)
    assert entry["dtstart"].dt.astimezone(UTC) == start
    assert entry["dtend"].dt.astimezone(UTC) == end
    assert instants_by_definition(content) == [start, end]


def instants_by_definition(content):
    """Return start and end as a reader computes them who knows nothing but the file's own VTIMEZONE."""
    calendar = icalendar.Calendar.from_ical(content)
    zones = {zone.tz_name: zone.to_tz(lookup_tzid=False) for zone in calendar.timezones}
    (entry,) = calendar.events
    moments = [entry["dtstart"], entry["dtend"]]
    return [
        moment.dt.replace(tzinfo=zones.get(moment.params.get("TZID"), UTC)).astimezone(UTC)
        for moment in moments
    ]


def test_the_zone_is_defined_for_the_years_used_only():
    content = published(unsaved())

    definition = content[content.index(b"BEGIN:VTIMEZONE") : content.index(b"END:VTIMEZONE")]
    assert b"DTSTART;TZID=Europe/Zurich:20260925T100000" in content
    assert b"RDATE" not in definition
    assert b"2027" not in definition.replace(b"2027-01-01", b"")


def test_lines_are_folded_at_75_octets_without_cutting_a_character():
    title = "Übergänge in Arbeit: " + "日本語のウェビナー😀" * 12

    content = published(unsaved(title=title, summary="é" * 290))

    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    assert [entry["summary"] for entry in entries(content)] == [title]


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        pytest.param(
            "One\r\nATTENDEE:mailto:a@example.org", "One ATTENDEE:mailto:a@example.org", id="line break"
        ),
        pytest.param("One\0two\x1b[31m", "One two [31m", id="control characters"),
        pytest.param('A; B, C\\n "D": <E>', 'A; B, C\\n "D": <E>', id="marks of the format"),
        pytest.param("{{7*7}} =cmd %s", "{{7*7}} =cmd %s", id="marks of others"),
        pytest.param("a\u2028b\u0085c", "a b c", id="line breaks of Unicode"),
        pytest.param("a\ud800b", "a b", id="half a character"),
    ],
)
def test_no_title_breaks_the_file(title, shown):
    content = published(unsaved(title=title, kicker=title, place_name=title, calendar_uid="1\r\n2"))

    (entry,) = entries(content)
    assert entry["summary"] == shown
    assert "attendee" not in entry


def test_no_address_breaks_the_file():
    webinar = unsaved()
    (stretch,) = webinar.stretches()

    entry = ics.event(
        webinar, stretch, site_url=SITE, sequence=0, url="https://a.example/\r\nX:\0y", now=SAVED
    )

    (found,) = entries(ics.calendar([entry], method="REQUEST"))
    assert found["url"] == "https://a.example/ X: y"


def test_a_hybrid_webinar_names_its_place():
    (entry,) = entries(
        published(unsaved(place_name="Room II", place_address="4 route des Morillons, Geneva"))
    )

    assert entry["location"] == "Room II, 4 route des Morillons, Geneva"


def test_each_sitting_has_its_own_entry_for_ever(db):
    webinar = builders.webinar(calendar_uid="one")
    for number, days in ((1, 0), (2, 1)):
        start = builders.START + timedelta(days=days)
        Sitting.objects.create(
            webinar=webinar,
            number=number,
            label=f"Day {number}",
            starts_at=start,
            ends_at=start + timedelta(hours=2),
        )

    found = entries(published(Webinar.objects.get()))

    assert [(entry["uid"], entry["summary"]) for entry in found] == [
        ("one", f"{webinar.title} (Day 1)"),
        ("one-2", f"{webinar.title} (Day 2)"),
    ]


def test_subscribers_are_told_the_name_and_how_often_to_ask():
    content = published(unsaved(), name="Webinars\r\nof ours", refresh=timedelta(hours=6))

    calendar = icalendar.Calendar.from_ical(content)
    assert calendar["x-wr-calname"] == "Webinars of ours"
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT6H" in content
    assert b"X-PUBLISHED-TTL:PT6H" in content


def test_a_calendar_without_webinars_is_valid():
    assert entries(published()) == []
