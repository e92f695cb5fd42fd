"""What mails and calendars tell of the organiser's acts, to whom, and from which time."""

from datetime import timedelta

import pytest
from icalendar import Calendar

from events.models.sitting import Stretch
from registrations import changes
from registrations.models import Message
from tests import builders
from tests.builders import NOW, START
from tests.sending import send_all

pytestmark = pytest.mark.django_db

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
ZURICH = "Europe/Zurich"


def stretch(start=START + 7 * DAY, number=1, **fields):
    return Stretch(start, start + HOUR, number=number, **fields)


def test_who_the_first_move_never_reached_is_told_from_where_it_moved_for_them():
    webinar = builders.webinar()
    person = builders.registration(webinar)
    changes.move(webinar, ZURICH, [stretch(START + DAY)], NOW, seen=0)

    changes.move(webinar, ZURICH, [stretch(START + 2 * DAY)], NOW + HOUR, seen=1)

    first, second = Message.objects.filter(kind="changed").order_by("pk")
    assert (first.is_skipped, first.last_error) == (True, "Not sent: a later change took its place.")
    assert second.facts["was"][0][1] == START.isoformat()
    assert second.registration == person


def test_who_was_told_of_the_first_move_is_told_from_there():
    webinar = builders.webinar()
    builders.registration(webinar)
    changes.move(webinar, ZURICH, [stretch(START + DAY)], NOW, seen=0)
    send_all(NOW)

    changes.move(webinar, ZURICH, [stretch(START + 2 * DAY)], NOW + HOUR, seen=1)

    second = Message.objects.filter(kind="changed").latest("pk")
    assert second.facts["was"][0][1] == (START + DAY).isoformat()


def test_a_sitting_that_goes_leaves_the_calendar_and_its_sessions_lose_their_times():
    webinar = builders.two_sittings()
    session = builders.session(webinar, sitting=webinar.sittings.get(number=2), starts_at=START + DAY)
    builders.registration(webinar)

    changes.move(webinar, ZURICH, [stretch(START + 7 * DAY)], NOW, seen=0)

    session.refresh_from_db()
    assert (session.sitting, session.starts_at) == (None, None)
    assert entries(send_all(NOW)[-1]) == [
        ("invite.ics", "REQUEST", webinar.calendar_uid, 1),
        ("withdrawn.ics", "CANCEL", f"{webinar.calendar_uid}-2", 1),
    ]


def entries(letter):
    """Return (file, METHOD, UID, SEQUENCE) of each calendar file of a mail."""
    found = []
    for part in letter.iter_attachments():
        calendar = Calendar.from_ical(part.get_content())
        (event,) = calendar.walk("VEVENT")
        found.append((part.get_filename(), calendar["METHOD"], event["UID"], event["SEQUENCE"]))
    return found


def test_a_calendar_that_reads_each_mail_in_turn_ends_as_the_page_says():
    webinar = builders.webinar()
    builders.registration(webinar)
    known = {}

    def read(now):
        for letter in send_all(now):
            for part in letter.iter_attachments():
                calendar = Calendar.from_ical(part.get_content())
                (event,) = calendar.walk("VEVENT")
                assert event["SEQUENCE"] > known.get(event["UID"], (-1,))[0]
                known[event["UID"]] = (event["SEQUENCE"], calendar["METHOD"], event["DTSTART"].dt)

    read(NOW)
    changes.move(webinar, ZURICH, [stretch(START + DAY)], NOW, seen=0)
    read(NOW)
    changes.postpone(webinar, "", NOW, seen=1)
    read(NOW)
    assert {method for _, method, _ in known.values()} == {"CANCEL"}
    changes.move(webinar, ZURICH, [stretch(START + 9 * DAY)], NOW, seen=2)
    read(NOW)
    assert list(known.values()) == [(3, "REQUEST", START + 9 * DAY)]
    changes.cancel(webinar, "A storm.", NOW, seen=3)
    read(NOW)
    changes.reinstate(webinar, NOW, seen=4)
    read(NOW)

    assert known == {webinar.calendar_uid: (5, "REQUEST", START + 9 * DAY)}
