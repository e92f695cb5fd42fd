"""Our calendar files, read alike by ical.js and by icalendar, two programs that share no code."""

import json
import shutil
import subprocess
from datetime import UTC, timedelta
from pathlib import Path

import icalendar
import pytest
from django.utils import timezone

from events.models import Sitting
from registrations import calendar
from registrations.models import Registration
from tests import builders
from tests.builders import NOW

HERE = Path(__file__).parent
GOLDEN = sorted((HERE.parent / "registrations" / "golden").glob("*.ics"))

pytestmark = [
    pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed"),
    pytest.mark.skipif(
        not (HERE / "node_modules" / "ical.js").exists(),
        reason="npm could not install ical.js",
    ),
]


def by_ical_js(content):
    """Return the entries as ical.js shows them, far from the time zone of the webinars."""
    done = subprocess.run(
        [shutil.which("node"), HERE / "read.js"],
        input=content,
        capture_output=True,
        check=True,
        env={"TZ": "America/New_York"},
        timeout=60,
    )
    return json.loads(done.stdout)


def by_icalendar(content):
    calendars = icalendar.Calendar.from_ical(content, multiple=True)
    return [shown(entry, str(one["method"])) for one in calendars for entry in one.events]


def shown(entry, method):
    attendees = entry.get("attendee", [])
    return {
        "method": method,
        "uid": str(entry["uid"]),
        "sequence": int(entry["sequence"]),
        "status": str(entry["status"]),
        "summary": str(entry["summary"]),
        "description": str(entry["description"]),
        "url": str(entry["url"]),
        "start": moment(entry["dtstart"].dt),
        "end": moment(entry["dtend"].dt),
        "attendees": [
            [str(person.params["cn"]), str(person)]
            for person in (attendees if isinstance(attendees, list) else [attendees])
        ],
    }


def moment(at):
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_the_file_of_each_mail_is_read_alike(path):
    content = path.read_bytes()

    assert by_ical_js(content) == by_icalendar(content) != []


@pytest.mark.django_db
def test_long_lines_of_many_scripts_are_read_alike():
    title, name = "مستقبل العمل; 未来, “Zukunft” \\ 😀 " * 5, "محمد علي " * 12
    webinar = builders.webinar(
        title=title[:200].strip(), summary="Zürich, 未来 " * 20, place_name="Genève; 1"
    )
    registration = builders.registration(webinar, name=name.strip(), email="m@bücher.example")

    content = calendar.whole(Registration.objects.get(pk=registration.pk), method="REQUEST", now=NOW)

    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    (entry,) = by_ical_js(content)
    assert [entry] == by_icalendar(content)
    assert (entry["summary"], entry["attendees"][0][0]) == (webinar.title, registration.name)


@pytest.fixture
def webinar(db):
    """A webinar of a series, in two sittings half a year apart."""
    start = timezone.now().replace(microsecond=0) + timedelta(days=40)
    webinar = builders.webinar(
        title="Two sittings",
        summary="One before, one after.\nBoth short.",
        series=builders.series(slug="winter"),
        time_zone="Europe/Zurich",
        starts_at=start,
        ends_at=start + timedelta(days=180),
    )
    for number, days in ((1, 0), (2, 180)):
        ends_at = start + timedelta(days=days)
        starts_at = ends_at - timedelta(hours=1)
        Sitting.objects.create(
            webinar=webinar, number=number, label=f"Day {number}", starts_at=starts_at, ends_at=ends_at
        )
    return webinar


@pytest.mark.parametrize(
    "path", ["/webinars/{}/calendar.ics", "/series/winter/calendar.ics", "/webinars.ics"]
)
def test_what_is_published_is_read_alike(client, webinar, path):
    content = client.get(path.format(webinar.slug)).content

    entries = by_ical_js(content)
    assert entries == by_icalendar(content)
    assert [(entry["method"], entry["summary"]) for entry in entries] == [
        ("PUBLISH", "Two sittings (Day 1)"),
        ("PUBLISH", "Two sittings (Day 2)"),
    ]
    assert [entry["end"] for entry in entries] == [moment(stretch.ends_at) for stretch in webinar.stretches()]


def test_what_is_no_calendar_is_refused():
    """The negative control: ical.js is asked to be strict."""
    with pytest.raises(subprocess.CalledProcessError):
        by_ical_js(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nSUMMARY\r\nEND:VEVENT\r\n")
