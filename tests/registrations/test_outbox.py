"""The outbox against a real SMTP peer."""

import smtplib
import socket
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from django.core.mail import get_connection

from registrations import outbox
from registrations.models import Message
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db


class Peer:
    """A mail server that keeps what it takes and answers as told."""

    def __init__(self):
        self.taken = []
        self.answer_to_rcpt = self.answer_to_data = None

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.answer_to_rcpt:
            return self.answer_to_rcpt
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.answer_to_data:
            return self.answer_to_data
        self.taken.append((envelope.rcpt_tos, envelope.content))
        return "250 OK"


@pytest.fixture
def peer():
    handler = Peer()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        handler.port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=handler.port)
    controller.start()
    yield handler
    controller.stop()


@pytest.fixture
def server(peer):
    connection = get_connection(
        "django.core.mail.backends.smtp.EmailBackend", host="127.0.0.1", port=peer.port, timeout=5
    )
    yield connection
    connection.close()


def test_a_due_message_is_sent_once_and_marked(peer, server):
    message = builders.message()

    assert outbox.send_next(NOW, server) is True
    assert outbox.send_next(NOW, server) is False

    message.refresh_from_db()
    assert (message.sent_at, message.attempts, message.lease_until) == (NOW, 1, None)
    assert [recipients for recipients, _ in peer.taken] == [[message.registration.email]]


def test_a_message_that_is_not_due_waits(server):
    message = builders.message(now=NOW + timedelta(minutes=1))

    assert outbox.send_next(NOW, server) is False
    message.refresh_from_db()
    assert message.attempts == 0


def test_one_line_to_the_mail_server_carries_many_messages(peer, server):
    for _ in range(3):
        builders.message()

    assert outbox.send_next(NOW, server)
    line = server.connection
    while outbox.send_next(NOW, server):
        pass

    assert server.connection is line
    assert len(peer.taken) == 3


@pytest.mark.parametrize("place", ["answer_to_rcpt", "answer_to_data"])
def test_a_temporary_refusal_is_tried_again_later(peer, server, place):
    message = builders.message()
    setattr(peer, place, "451 Try again later")

    outbox.send_next(NOW, server)

    message.refresh_from_db()
    assert (message.due_at, message.failed_at) == (NOW + timedelta(minutes=1), None)
    setattr(peer, place, None)
    assert outbox.send_next(NOW + timedelta(minutes=1), server) is True
    assert len(peer.taken) == 1


@pytest.mark.parametrize("place", ["answer_to_rcpt", "answer_to_data"])
def test_a_permanent_refusal_is_given_up_and_shown(peer, server, place):
    message = builders.message()
    setattr(peer, place, "550 No such mailbox")

    outbox.send_next(NOW, server)

    message.refresh_from_db()
    assert message.failed_at == NOW
    assert "No such mailbox" in message.last_error


def test_a_server_that_is_down_costs_nothing_but_time(peer, server):
    message = builders.message()
    server.port = 1  # nothing listens there

    for wait in (1, 2, 5, 15, 30, 60, 60):
        message.refresh_from_db()
        due = message.due_at
        outbox.send_next(due, server)
        message.refresh_from_db()
        assert message.due_at == due + timedelta(minutes=wait)


def test_after_72_hours_it_is_given_up(server):
    message = builders.message()
    server.port = 1
    Message.objects.update(attempts=70, due_at=NOW)

    outbox.send_next(NOW + timedelta(hours=71, minutes=30), server)

    message.refresh_from_db()
    assert message.failed_at == NOW + timedelta(hours=71, minutes=30)


def test_a_message_that_cannot_be_built_does_not_stop_the_others(peer, server, caplog):
    broken, whole = builders.message(), builders.message()
    Message.objects.filter(pk=broken.pk).update(facts={})

    while outbox.send_next(NOW, server):
        pass

    broken.refresh_from_db()
    assert len(peer.taken) == 1
    assert broken.sent_at is None
    assert broken.due_at == NOW + timedelta(minutes=1)
    assert whole.registration.email not in caplog.text


def test_a_lease_keeps_others_away_until_it_runs_out(server):
    builders.message()

    assert outbox.lease_one(NOW)
    assert outbox.lease_one(NOW + timedelta(minutes=4)) is None
    assert outbox.lease_one(NOW + timedelta(minutes=6))


def test_a_message_is_queued_once_for_each_version():
    registration = builders.registration(builders.webinar())

    for version in (7, 7, 8):
        outbox.queue(Message.Kind.PROMOTED, registration, NOW, version=version)

    assert registration.messages.filter(kind="promoted").count() == 2


def test_a_given_up_message_can_be_sent_again(peer, server):
    message = builders.message()
    Message.objects.update(failed_at=NOW, attempts=9, last_error="550")

    assert outbox.send_again(Message.objects.all(), NOW) == 1
    assert outbox.send_next(NOW, server) is True

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
    assert outbox.smtp_code(error) == code
