"""The calendar files that come with each of the organiser's acts, line by line, against golden files."""

from datetime import timedelta

import pytest
from icalendar import Calendar

from events.models import Webinar
from events.models.sitting import Stretch
from registrations import changes
from tests import builders
from tests.builders import NOW, START
from tests.registrations.test_golden_calendars import agrees, calendars

pytestmark = pytest.mark.django_db

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
FACTS = {"title": "Skills for the next job", "slug": "skills", "calendar_uid": "uid-of-the-webinar"}


def moved(webinar):
    changes.move(webinar, "America/New_York", [Stretch(START + DAY, START + DAY + HOUR)], NOW, seen=0)


def sitting_dropped(webinar):
    changes.move(webinar, "Europe/Zurich", [Stretch(START, START + HOUR)], NOW, seen=0)


def postponed(webinar):
    changes.postpone(webinar, "We look for a new date.", NOW, seen=0)


def given_a_new_date(webinar):
    postponed(webinar)
    changes.move(webinar, webinar.time_zone, [Stretch(START + DAY, START + DAY + HOUR)], NOW, seen=1)


def cancelled(webinar):
    changes.cancel(webinar, "The speaker is ill.", NOW, seen=0)


def reinstated(webinar):
    cancelled(webinar)
    changes.reinstate(webinar, NOW, seen=1)


ACTS = {  # the mail, how many sittings, and how many entries a calendar has in the end
    moved: ("changed", 1, 1),
    sitting_dropped: ("changed", 2, 1),
    postponed: ("postponed", 1, 0),
    given_a_new_date: ("changed", 1, 1),
    cancelled: ("called_off", 2, 0),
    reinstated: ("takes_place", 1, 1),
}


def read(text, known):
    """Let a calendar program that holds `known` read the files of a mail; what is older is left out."""
    for calendar in Calendar.from_ical(text, multiple=True):
        (event,) = calendar.walk("VEVENT")
        if event["SEQUENCE"] >= known.get(event["UID"], (0, ""))[0]:
            known[event["UID"]] = (event["SEQUENCE"], calendar["METHOD"])


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
def test_the_files_of_an_act_and_the_calendar_that_reads_them(act):
    kind, sittings, left = ACTS[act]
    webinar = (
        builders.two_sittings(**FACTS) if sittings == 2 else builders.webinar(ends_at=START + HOUR, **FACTS)
    )
    person = builders.registration(webinar, name="Ada Example", email="ada@example.org")
    known = {}
    read(calendars(person, "registered"), known)
    assert len(known) == sittings

    act(Webinar.objects.get())

    text = calendars(person, kind)
    read(text, known)
    agrees(f"act-{act.__name__.replace('_', '-')}", text)
    assert [method for _, method in known.values()].count("REQUEST") == left
