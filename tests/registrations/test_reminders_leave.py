"""What became of a reminder between queueing and sending, and what it says."""

from datetime import timedelta

import pytest

from events.models import Webinar
from registrations import reminders, seats
from registrations.models import Message
from tests import builders
from tests.builders import NOW, START
from tests.registrations.reminded import admission, sent_at
from tests.sending import send_all

pytestmark = pytest.mark.django_db

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def cancelled(registration):
    seats.cancel(registration, START - DAY)


def switched_off(registration):
    reminders.stop(registration, START - DAY)


def moved(registration):
    Webinar.objects.update(starts_at=START + DAY, ends_at=START + DAY + HOUR)


def called_off(registration):
    Webinar.objects.update(status="cancelled", status_reason="A storm.")


@pytest.mark.parametrize(
    ("happens", "why"),
    [
        (cancelled, "Not sent: the person has no place any more."),
        (switched_off, "Not sent: the person wants no such mails."),
        (moved, "Not sent: the webinar does not take place at that time any more."),
        (called_off, "Not sent: the webinar does not take place at that time any more."),
    ],
)
def test_a_reminder_that_nobody_wants_any_more_is_skipped_and_says_why(mailoutbox, happens, why):
    webinar = admission().webinar
    registration = builders.registration(webinar)
    sent_at(START - DAY)
    happens(registration)

    send_all(START - DAY)

    message = Message.objects.get(kind="reminder")
    assert (message.is_skipped, message.sent_at, message.last_error) == (True, None, why)


def test_a_reminder_is_skipped_when_its_stretch_is_over(mailoutbox):
    webinar = admission().webinar
    for number, start in enumerate([START, START + DAY], start=1):
        webinar.sittings.create(number=number, starts_at=start, ends_at=start + HOUR)
    Webinar.objects.update(ends_at=START + DAY + HOUR)
    builders.registration(webinar)
    sent_at(START - HOUR)

    send_all(START + HOUR)

    assert Message.objects.get(kind="reminder").is_skipped


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (DAY, "Reminder"),
        (HOUR, "Starts in an hour"),
        (timedelta(minutes=10), "Starts in 10 minutes"),
        (-timedelta(minutes=3), "On now"),
    ],
    ids=str,
)
def test_the_subject_says_how_soon(mailoutbox, left, words):
    webinar = admission(reminders=[1440, 60, 10]).webinar
    builders.registration(webinar)
    Message.objects.all().delete()
    sent_at(START - max(left, timedelta(minutes=10)))

    send_all(START - left)

    assert [mail.subject for mail in mailoutbox] == [f"{words}: {webinar.title}"]


def test_a_reminder_can_be_stopped_by_one_click(mailoutbox):
    webinar = admission().webinar
    builders.registration(webinar)
    Message.objects.all().delete()
    sent_at(START - DAY)

    send_all(START - DAY)

    headers = mailoutbox[0].extra_headers
    address = headers["List-Unsubscribe"].strip("<>")
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "/unsubscribe/" in address
    assert address in mailoutbox[0].body
    assert len(address) <= 200


def test_coming_reminders_are_listed_the_next_first():
    webinar = admission().webinar

    assert [(moment, slot) for moment, _stretch, slot in reminders.coming(webinar, NOW)] == [
        (START - DAY, 1440),
        (START - HOUR, 60),
    ]
    assert reminders.coming(webinar, START) == []
