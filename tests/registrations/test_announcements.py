"""What organisers write to the people of a webinar: checked, counted, sent once, stopped."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.mail import get_connection
from django.db import connection

from registrations import announcements, delivery, links, reminders, seats
from registrations.models import Admission, Announcement, Message
from tests import builders
from tests.builders import NOW, START
from tests.registrations.written import announcement
from tests.sending import send_all

pytestmark = pytest.mark.django_db


def people(written):
    return list(written.people().order_by("pk").values_list("name", flat=True))


def sent(now=NOW):
    mail.outbox.clear()
    send_all(now)
    return mail.outbox


@pytest.mark.parametrize(
    ("audience", "expected"),
    [
        ("registered", ["Came", "Missed"]),
        ("came", ["Came"]),
        ("missed", ["Missed"]),
        ("waitlisted", ["Waits"]),
        ("pending", ["Asks"]),
        ("all", ["Came", "Missed", "Waits"]),
    ],
)
def test_each_audience_is_who_it_says(audience, expected):
    webinar = builders.admission(capacity=3, room_url="https://room.example.org/").webinar
    came = builders.registration(webinar, name="Came")
    builders.registration(webinar, name="Missed")
    Admission.objects.update(asks_approval=True)
    builders.registration(webinar, name="Asks")
    builders.registration(webinar, name="Waits")
    seats.cancel(builders.registration(webinar, name="Gone"), NOW)
    for number in (1, 2):
        came.attendances.create(stretch=number, first_at=START, last_at=START)

    assert people(announcement(webinar, audience=audience)) == expected


def test_it_goes_to_each_once_and_is_filled_in_for_each():
    webinar = builders.webinar(title="Skills for all")
    for name in ("Ada Example", "Bela Example"):
        builders.registration(webinar, name=name)
    Message.objects.all().delete()

    count = announcements.send(announcement(webinar, text="For {name}: {when}."), NOW, builders.user())

    assert count == 2
    bodies = [(letter.subject, letter.body) for letter in sent()]
    assert [subject for subject, _ in bodies] == ["News of Skills for all"] * 2
    assert "For Ada Example: Friday 25 September 2026, 10:00, Zurich (CEST, UTC+2)." in bodies[0][1]
    assert "For Bela Example: " in bodies[1][1]


def test_who_wants_no_such_mails_is_counted_and_gets_none():
    webinar = builders.webinar()
    reminders.stop(builders.registration(webinar), NOW)
    builders.registration(webinar)
    written = announcement(webinar)

    assert announcements.breakdown(written) == (1, 1)
    assert announcements.send(written, NOW, None) == 1


def test_pressed_twice_it_is_sent_once_and_says_by_whom():
    written = announcement()
    builders.registration(written.webinar)
    user = builders.user()
    announcements.send(written, NOW, user)

    with pytest.raises(announcements.AlreadySent) as told:
        announcements.send(written, NOW + timedelta(minutes=1), None)

    assert (told.value.announcement.sent_by, told.value.announcement.sent_at) == (user, NOW)
    assert written.messages.count() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_organisers_who_press_at_once_send_it_once():
    written = announcement()
    for _ in range(10):
        builders.registration(written.webinar)

    def press(_number):
        try:
            return announcements.send(written, NOW, None)
        except announcements.AlreadySent:
            return "told"
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=4) as pool:
        answers = list(pool.map(press, range(4)))

    assert sorted(answers, key=str) == [10, "told", "told", "told"]
    assert written.messages.count() == 10


def test_stopping_takes_back_what_has_not_left():
    written = announcement()
    for _ in range(3):
        builders.registration(written.webinar)
    Message.objects.all().delete()
    announcements.send(written, NOW, None)
    sender = delivery.Sender(get_connection())
    sender.send_next(NOW)
    sender.hang_up()

    assert announcements.stop(written, NOW) == 2

    assert list(written.messages.values_list("is_skipped", flat=True).order_by("is_skipped")) == [
        False,
        True,
        True,
    ]
    assert sent() == []
    assert announcements.stop(written, NOW) == 0


def test_it_leaves_after_what_somebody_waits_for():
    written = announcement()
    builders.registration(written.webinar)
    Message.objects.all().delete()
    announcements.send(written, NOW, None)
    builders.message(now=NOW)

    assert sent()[0].subject.startswith("You are registered")


def test_a_test_goes_to_its_writer_with_an_example_person():
    written = announcement(text="For {name}: {join}")
    announcements.send_test(written, "organiser@example.org", NOW)

    (letter,) = sent()

    assert letter.to == ["Example Person <organiser@example.org>"]
    assert letter.subject.startswith("[Test] News of ")
    assert "For Example Person: " in letter.body
    assert Announcement.objects.get().sent_at is None


def test_each_can_stop_such_mails_by_one_click():
    written = announcement()
    builders.registration(written.webinar)
    Message.objects.all().delete()
    announcements.send(written, NOW, None)

    (letter,) = sent()

    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize(
    "text",
    [
        "{password}",
        "{event.__init__.__globals__}",
        "{name!r}",
        "{name:>9999999}",
        "{0}",
        "{}",
        "{{7*7}}",
        "{name",
        "name}",
        "{ name }",
    ],
)
def test_only_listed_placeholders_are_taken(text):
    """B72."""
    with pytest.raises(ValidationError, match="none of the placeholders"):
        Announcement(webinar=builders.webinar(), subject="News", text=text).full_clean()


def test_the_personal_link_of_one_person_is_refused():
    """B72."""
    registration = builders.registration(builders.webinar())
    with pytest.raises(ValidationError, match="one person’s own link"):
        Announcement(
            webinar=registration.webinar, subject="News", text=f"Go to {links.page_url(registration)}"
        ).full_clean()


def test_a_text_too_long_is_refused():
    """B72."""
    with pytest.raises(ValidationError, match="at most 10000 characters"):
        Announcement(webinar=builders.webinar(), subject="News", text="x" * 200_000).full_clean()


def test_what_a_person_is_called_is_not_looked_at_again():
    """B72: a name may hold braces."""
    webinar = builders.webinar()
    builders.registration(webinar, name="{join}")
    Message.objects.all().delete()
    announcements.send(announcement(webinar, text="Dear {name}."), NOW, None)

    assert "Dear {join}." in sent()[0].body


@pytest.fixture
def organiser(client):
    client.force_login(builders.user())
    return client
