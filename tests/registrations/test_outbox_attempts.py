"""When a mail is tried again, and when it is given up."""

import smtplib
import socket
from datetime import timedelta

import pytest

from events.models import Webinar
from registrations import delivery, outbox
from registrations.models import Message
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("place", ["answer_to_rcpt", "answer_to_data"])
def test_a_temporary_refusal_is_tried_again_later(peer, sender, place):
    message = builders.message()
    setattr(peer, place, "451 Try again later")

    sender.send_next(NOW)

    message.refresh_from_db()
    assert (message.due_at, message.failed_at) == (NOW + timedelta(minutes=1), None)
    setattr(peer, place, None)
    assert sender.send_next(NOW + timedelta(minutes=1)) is True
    assert len(peer.taken) == 1


@pytest.mark.parametrize("place", ["answer_to_rcpt", "answer_to_data"])
def test_a_permanent_refusal_is_given_up_and_shown(peer, sender, place):
    message = builders.message()
    setattr(peer, place, "550 No such mailbox")

    sender.send_next(NOW)

    message.refresh_from_db()
    assert message.failed_at == NOW
    assert "No such mailbox" in message.last_error


def test_attempts_come_after_1_2_5_15_and_30_minutes_then_hourly(peer, sender):
    message = builders.message()
    peer.answer_to_data = "451 Try again later"

    for wait in (1, 2, 5, 15, 30, 60, 60):
        message.refresh_from_db()
        due = message.due_at
        sender.send_next(due)
        message.refresh_from_db()
        assert message.due_at == due + timedelta(minutes=wait)


def test_after_72_hours_it_is_given_up(peer, sender):
    message = builders.message()
    peer.answer_to_data = "451 Try again later"
    Message.objects.update(attempts=70, due_at=NOW)

    sender.send_next(NOW + timedelta(hours=71, minutes=30))

    message.refresh_from_db()
    assert message.failed_at == NOW + timedelta(hours=71, minutes=30)


def test_a_server_that_cannot_be_reached_is_no_failed_attempt_of_a_message(peer, sender):
    message = builders.message()
    sender.server.port = 1  # nothing listens there

    with pytest.raises(ConnectionRefusedError):
        sender.send_next(NOW)
    sender.server.port = peer.port
    sender.send_next(NOW)

    message.refresh_from_db()
    assert (message.attempts, message.sent_at) == (1, NOW)


def test_a_line_that_the_server_has_dropped_is_opened_anew(peer, sender):
    builders.message()
    sender.send_next(NOW)
    sender.server.connection.sock.shutdown(socket.SHUT_RDWR)
    message = builders.message()

    sender.send_next(NOW)

    message.refresh_from_db()
    assert (message.attempts, message.sent_at) == (1, NOW)


@pytest.mark.parametrize("kind", sorted(Message.USEFUL_UNTIL_THE_END))
def test_a_mail_is_not_sent_when_its_webinar_is_over(peer, sender, kind):
    message = builders.message(kind)

    assert sender.send_next(message.registration.webinar.ends_at) is True

    message.refresh_from_db()
    assert (message.failed_at, message.sent_at) == (message.registration.webinar.ends_at, None)
    assert message.last_error == "Not sent: the webinar was over before it could be."
    assert peer.taken == []


def test_a_cancellation_is_sent_however_late(peer, sender):
    message = builders.message("cancelled")
    Message.objects.update(facts={**message.facts, "had_place": False})

    sender.send_next(message.registration.webinar.ends_at + timedelta(days=1))

    assert len(peer.taken) == 1


def test_a_webinar_that_is_moved_takes_its_mails_along(peer, sender):
    message = builders.message()
    webinar = message.registration.webinar
    end = webinar.ends_at
    Webinar.objects.update(starts_at=end + timedelta(days=7), ends_at=end + timedelta(days=7, hours=1))

    sender.send_next(end)

    assert len(peer.taken) == 1


def test_no_attempt_is_planned_past_the_use(peer, sender):
    message = builders.message()
    peer.answer_to_data = "451 Try again later"
    just_before_the_end = message.registration.webinar.ends_at - timedelta(seconds=30)

    sender.send_next(just_before_the_end)

    message.refresh_from_db()
    assert message.failed_at == just_before_the_end


def test_the_sweep_gives_up_what_is_past_its_use_unless_it_is_in_hand(db):
    waiting, in_hand = builders.message(), builders.message()
    end = waiting.registration.webinar.ends_at
    Message.objects.filter(pk=in_hand.pk).update(lease_until=end + timedelta(minutes=5))

    assert outbox.give_up_what_is_past_use(end) == 1

    assert Message.objects.get(pk=waiting.pk).failed_at == end
    assert Message.objects.get(pk=in_hand.pk).failed_at is None


def test_a_mail_sent_again_after_weeks_has_its_72_hours(peer, sender):
    message = builders.message()
    later = NOW + timedelta(days=20)
    outbox.send_again(Message.objects.all(), later)
    peer.answer_to_data = "451 Try again later"

    sender.send_next(later)

    message.refresh_from_db()
    assert message.due_at == later + timedelta(minutes=1)


def test_a_given_up_message_can_be_sent_again(peer, sender):
    message = builders.message()
    Message.objects.update(failed_at=NOW, attempts=9, last_error="550")

    assert outbox.send_again(Message.objects.all(), NOW) == 1
    assert sender.send_next(NOW) is True

    message.refresh_from_db()
    assert (message.failed_at, message.attempts, message.last_error) == (None, 1, "")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (smtplib.SMTPRecipientsRefused({"a@example.org": (451, b"later")}), 451),
        (smtplib.SMTPRecipientsRefused({"a@example.org": (550, b"never")}), 550),
        (smtplib.SMTPDataError(554, b"never"), 554),
        (smtplib.SMTPServerDisconnected("gone"), 0),
        (ConnectionRefusedError(), 0),
    ],
    ids=lambda value: type(value).__name__,
)
def test_the_code_and_not_the_class_says_whether_to_try_again(error, code):
    assert delivery.smtp_code(error) == code
