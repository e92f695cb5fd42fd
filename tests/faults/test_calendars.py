"""B8 of the catalogue: calendar files that are always made, that others can read, and that tell nothing."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.models import Site, Stretch, Webinar
from registrations import calendar, changes, seats
from registrations.models import Registration
from tests import builders
from tests.builders import NOW
from tests.ics_reader import read, unescaped, value

pytestmark = pytest.mark.django_db

ROOM = "https://room.example.org/j/123?pwd=secret"
BREAKS = "One\r\nATTENDEE:mailto:eve@evil.example\nX:\rY\x85Z\u2028\0"


def public(client, webinar):
    return client.get(f"/webinars/{webinar.slug}/calendar.ics").content


def invitation(registration, method="REQUEST"):
    registration = Registration.objects.select_related("webinar").get(pk=registration.pk)
    return calendar.whole(registration, method=method, now=NOW)


@pytest.mark.parametrize(
    "field", ["title", "kicker", "summary", "place_name", "place_address", "status_reason"]
)
def test_a_line_break_in_any_text_never_raises_and_adds_no_line(client, field):
    """B83"""
    text = BREAKS.replace("\0", "")
    fields = {"format": "hybrid", "place_name": "Room", "status": "cancelled", "status_reason": "Ill."}
    webinar = builders.webinar(**{**fields, field: text})
    registration = builders.registration(builders.webinar(**{field: text}), name=text)
    Site.objects.update(name=text)

    for content in (
        public(client, webinar),
        client.get("/webinars.ics").content,
        invitation(registration),
        invitation(registration, "CANCEL"),
    ):
        names = [line[0] for line in read(content)]
        assert "X" not in names
        assert names.count("ATTENDEE") <= 1
        assert icalendar.Calendar.from_ical(content).events


@pytest.mark.parametrize("sender", ["webinars@example.org", "Our Site <webinars@example.org>"])
def test_a_line_break_in_an_address_never_raises(settings, sender):
    """B83: of the organiser or of the person, were one ever stored."""
    settings.DEFAULT_FROM_EMAIL = sender
    registration = builders.registration(builders.webinar())
    Registration.objects.update(email="ada@example.org\r\nX-EVIL:1", name="Ada\r\nX-EVIL:1")

    lines = read(invitation(registration))

    assert "X-EVIL" not in [line[0] for line in lines]
    assert value(lines, "ORGANIZER")[2] == "mailto:webinars@example.org"


TRICKY = [
    'Quotes "a" and ‘b’, commas, semicolons; colons: and \\ backslashes \\n',
    "x" * 74 + "😀",
    "é" * 200,
    "日本語のウェビナー😀" * 18,
    "👩‍🔬" * 40,
    "BEGIN:VEVENT",
    "^n ^' ^^",
]


@pytest.mark.parametrize("text", TRICKY, ids=lambda text: ascii(text)[:12])
def test_any_mark_is_read_back_by_two_readers(client, text):
    """B85: folded at 75 octets, no character cut."""
    webinar = builders.webinar(title=text[:200], summary=text[:300])
    registration = builders.registration(webinar, name=text[:150].replace("\\n", ""))

    for content in (public(client, webinar), invitation(registration)):
        (event,) = icalendar.Calendar.from_ical(content).events
        assert event["summary"] == webinar.title
        assert unescaped(value(read(content), "SUMMARY")[2]) == webinar.title
        assert text[:300].strip() in unescaped(value(read(content), "DESCRIPTION")[2])
    person = icalendar.Calendar.from_ical(content).events[0]["attendee"]
    assert person == f"mailto:{registration.email}"


def test_a_long_description_is_folded(client):
    """B85: 10 kB, should the limits of the fields ever grow."""
    webinar = builders.webinar()
    webinar.summary = "Übergänge, in; Arbeit\\ 😀 " * 400
    registration = builders.registration(webinar)
    registration.webinar = webinar

    lines = read(calendar.whole(registration, method="REQUEST", now=NOW))

    assert webinar.summary.strip() in unescaped(value(lines, "DESCRIPTION")[2])


GOLDEN = [  # zone, start in UTC, minutes, DTSTART and DTEND as they stand in the file
    ("Europe/Zurich", (2027, 3, 27, 23, 30), 180, "20270328T003000", "20270328T043000"),
    ("Europe/Zurich", (2026, 10, 24, 22, 30), 300, "20261025T003000", "20261025T043000"),
    ("America/New_York", (2026, 11, 1, 4, 30), 120, "20261101T043000Z", "20261101T063000Z"),
    ("America/Santiago", (2026, 9, 6, 3, 30), 60, "20260905T233000", "20260906T013000"),
    ("Europe/Zurich", (2026, 12, 31, 22, 30), 60, "20261231T233000", "20270101T003000"),
    ("Asia/Kathmandu", (2026, 10, 1, 4, 15), 90, "20261001T100000", "20261001T113000"),
    ("Pacific/Kiritimati", (2026, 10, 1, 9, 30), 60, "20261001T233000", "20261002T003000"),
]


@pytest.mark.parametrize(
    ("zone", "start", "minutes", "begins", "ends"),
    GOLDEN,
    ids=["loses an hour", "gains an hour", "doubled", "Santiago", "across the year", "5:45", "midnight"],
)
def test_each_instant_is_right_in_its_zone(client, zone, start, minutes, begins, ends):
    """B86: fixed values, computed apart. An hour that comes twice is named in UTC."""
    starts_at = datetime(*start, tzinfo=UTC)
    webinar = builders.webinar(
        time_zone=zone, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=minutes)
    )

    for content in (public(client, webinar), invitation(builders.registration(webinar))):
        lines = read(content)
        named = "" if begins.endswith("Z") else f";TZID={zone}"
        assert value(lines, "DTSTART") == ("DTSTART", named, begins)
        assert value(lines, "DTEND") == ("DTEND", named, ends)
        assert (("TZID", "", zone) in lines) is bool(named)
        (event,) = icalendar.Calendar.from_ical(content).events
        assert event["dtstart"].dt.astimezone(UTC) == starts_at
        assert event["dtend"].dt.astimezone(UTC) == starts_at + timedelta(minutes=minutes)


def test_in_utc_there_is_no_zone_to_define(client):
    """B86"""
    webinar = builders.webinar(time_zone="UTC")

    lines = read(public(client, webinar))

    assert value(lines, "DTSTART") == ("DTSTART", "", "20260925T080000Z")
    assert ("BEGIN", "", "VTIMEZONE") not in lines


def test_what_is_cancelled_says_so_to_everybody(client):
    """B86"""
    webinar = builders.webinar(calendar_uid="one")
    registration = builders.registration(webinar)
    changes.cancel(webinar, "The host is ill.", NOW, seen=0)
    webinar.refresh_from_db()

    shown = read(public(client, webinar))
    withdrawn = read(invitation(registration, "CANCEL"))

    for lines, method in ((shown, "PUBLISH"), (withdrawn, "CANCEL")):
        assert value(lines, "STATUS")[2] == "CANCELLED"
        assert value(lines, "UID")[2] == "one"
        assert value(lines, "SEQUENCE")[2] == "1"
        assert ("METHOD", "", method) in lines
    assert unescaped(value(shown, "DESCRIPTION")[2]).startswith("Cancelled: The host is ill.")


def test_a_changed_time_is_the_same_entry_with_a_higher_sequence(client):
    """B86"""
    webinar = builders.webinar(calendar_uid="one")
    registration = builders.registration(webinar)
    before = [read(public(client, webinar)), read(invitation(registration))]
    moved = builders.START + timedelta(days=1)
    changes.move(webinar, webinar.time_zone, [Stretch(moved, moved + timedelta(hours=1))], NOW, seen=0)
    webinar.refresh_from_db()

    after = [read(public(client, webinar)), read(invitation(registration))]

    for old, new in zip(before, after, strict=True):
        assert value(old, "UID") == value(new, "UID") == ("UID", "", "one")
        assert (value(old, "SEQUENCE")[2], value(new, "SEQUENCE")[2]) == ("0", "1")
        assert (value(old, "DTSTART")[2], value(new, "DTSTART")[2]) == ("20260925T100000", "20260926T100000")


def test_the_persons_own_acts_raise_the_sequence_of_their_file_only(client):
    """B86"""
    registration = builders.registration(builders.webinar())
    numbers = []
    for act in (seats.cancel, seats.come_back):
        act(registration, NOW)
        numbers.append(value(read(invitation(registration)), "SEQUENCE")[2])

    assert numbers == ["1", "2"]
    assert value(read(public(client, registration.webinar)), "SEQUENCE")[2] == "0"


@given(title=st.text(max_size=200), name=st.text(max_size=150))
def test_any_title_and_any_name_make_a_file_that_two_readers_read(title, name):
    """B83 and B85: the database takes any text but NUL."""
    webinar = Webinar(
        title=title,
        slug="x",
        time_zone="Asia/Tokyo",
        starts_at=builders.START,
        ends_at=builders.START + timedelta(hours=1),
        updated_at=NOW,
    )
    webinar.stretches = lambda: [Stretch(webinar.starts_at, webinar.ends_at)]
    person = Registration(webinar=webinar, name=name, email="ada@example.org", pk=1)

    content = calendar.whole(person, method="REQUEST", now=NOW)

    (event,) = icalendar.Calendar.from_ical(content).events
    assert unescaped(value(read(content), "SUMMARY")[2]) == event["summary"]
    assert event["dtstart"].dt.astimezone(ZoneInfo("UTC")) == builders.START
