"""C14, C15, C16: what a mail server can do to us, and what then becomes of the mails."""

import socket
import threading
from contextlib import suppress

import pytest
from aiosmtpd.smtp import AuthResult
from django.core.mail import get_connection
from django.db import connection
from django.utils import timezone

from registrations import delivery
from registrations.models import Heartbeat, Message
from tests import builders
from tests.builders import NOW
from tests.faults.worker_process import PATIENCE, until, worker
from tests.invariants import verified
from tests.smtp_peer import Peer, free_port, listening

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def line_to(port, timeout=5, **options):
    backend = "django.core.mail.backends.smtp.EmailBackend"
    line = get_connection(backend, host="127.0.0.1", port=port, timeout=timeout, **options)
    return delivery.Sender(line)


@pytest.fixture
def message(db):
    return builders.message()


def becomes(message):
    message.refresh_from_db()
    if message.sent_at:
        return "sent"
    return "given up" if message.failed_at else (message.due_at - NOW).total_seconds() / 60


@pytest.mark.parametrize("place", ["answer_to_rcpt", "answer_to_data"])
@pytest.mark.parametrize(
    ("answer", "fate"),
    [
        ("451 4.7.1 Greylisted, try again", 1),
        ("421 4.3.2 Shutting down", 1),
        ("452 4.2.2 Mailbox full", 1),
        ("550 5.1.1 No such mailbox", "given up"),
        ("554 5.7.1 Not wanted", "given up"),
    ],
    ids=lambda value: str(value)[:3],
)
def test_the_code_decides_what_becomes_of_a_message(peer, message, place, answer, fate):
    setattr(peer, place, answer)
    sender = line_to(peer.port)

    sender.send_next(NOW)

    assert becomes(message) == fate
    assert message.last_error != ""
    # The next message goes out over the same line, or over a new one.
    setattr(peer, place, None)
    another = builders.message()
    sender.send_next(NOW)
    sender.hang_up()
    assert becomes(another) == "sent"


def test_a_greylisted_message_is_taken_at_the_second_try(peer, message):
    sender = line_to(peer.port)
    peer.answer_to_rcpt = "451 4.7.1 Greylisted"
    sender.send_next(NOW)
    peer.answer_to_rcpt = None

    sender.send_next(message.due_at)
    message.refresh_from_db()
    sender.send_next(message.due_at)
    sender.hang_up()

    assert becomes(message) == "sent"
    assert (len(peer.taken), message.attempts) == (1, 2)


def test_a_server_that_drops_the_line_after_taking_gets_the_same_message_again(peer, message):
    """Nobody can know whether it was taken: better twice with one Message-ID than never."""
    peer.hangs_up_after_taking = True
    sender = line_to(peer.port)

    sender.send_next(NOW)
    assert becomes(message) == 1
    peer.hangs_up_after_taking = False
    sender.send_next(message.due_at)
    sender.hang_up()

    assert becomes(message) == "sent"
    assert len(peer.ids()) == 2
    assert len(set(peer.ids())) == 1


def test_an_answer_that_does_not_come_in_time_is_a_temporary_failure(peer, message):
    peer.hold("DATA")

    line_to(peer.port, timeout=0.5).send_next(NOW)
    peer.release.set()

    assert becomes(message) == 1


class Raw:
    """A listener that answers the lines of a caller one after the other, then says no more."""

    def __init__(self, *lines):
        self.lines = lines
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self):
        caller, _ = self.socket.accept()
        with caller, suppress(ConnectionError):
            for line in self.lines:
                caller.sendall(line)
                if not caller.recv(1000):
                    return
            caller.recv(1000)

    def close(self):
        self.socket.close()
        self.thread.join(PATIENCE)


def nobody_listens():
    return line_to(free_port()), None


def silent():
    raw = Raw()
    return line_to(raw.port, timeout=0.5), raw


def tls_is_broken():
    raw = Raw(b"220 hello\r\n", b"250-hello\r\n250 STARTTLS\r\n", b"220 go ahead\r\n", b"this is no TLS\r\n")
    return line_to(raw.port, use_tls=True), raw


def tls_is_not_offered():
    raw = Raw(b"220 hello\r\n", b"250 hello\r\n", b"221 bye\r\n")
    return line_to(raw.port, use_tls=True), raw


def greeting_refuses():
    raw = Raw(b"554 No service here\r\n")
    return line_to(raw.port), raw


@pytest.mark.parametrize(
    "fault",
    [nobody_listens, silent, tls_is_broken, tls_is_not_offered, greeting_refuses],
    ids=lambda fault: fault.__name__,
)
def test_a_mail_server_that_cannot_be_reached_costs_no_message_an_attempt(fault, peer, message):
    sender, raw = fault()

    with pytest.raises(OSError):  # noqa: PT011 - of any kind
        sender.send_next(NOW)
    if raw:
        raw.close()

    assert becomes(message) == 0
    assert (message.attempts, message.lease_until) == (0, None)
    sender.server.port, sender.server.use_tls = peer.port, False
    sender.send_next(NOW)
    sender.hang_up()
    assert becomes(message) == "sent"


def test_a_wrong_password_of_ours_gives_no_message_up(message):
    def refuse(server, session, envelope, mechanism, login):
        return AuthResult(success=False, handled=False)

    with listening(Peer(), authenticator=refuse, auth_require_tls=False) as peer:
        sender = line_to(peer.port, username="webinars", password="wrong")
        with pytest.raises(OSError, match="535"):
            sender.send_next(NOW)

    assert becomes(message) == 0


def test_after_an_outage_all_mails_leave_urgent_ones_first_then_the_oldest(peer, work_off, settings, long):
    webinar = builders.coming_webinar()
    builders.admission(webinar=webinar, capacity=10)
    settings.EMAIL_PORT = free_port()

    registrations = [builders.registration(webinar, now=timezone.now()) for _ in range(1000 if long else 20)]
    assert work_off().is_cut_off is True
    assert set(Message.objects.values_list("attempts", flat=True)) == {0}
    settings.EMAIL_PORT = peer.port

    assert work_off().is_cut_off is False
    # The first ten have a place, which is urgent; that the others wait, comes after.
    assert peer.recipients() == [registration.email for registration in registrations]
    assert not Message.objects.waiting().exists()
    verified(timezone.now())


def test_urgent_mails_overtake_those_that_were_queued_before(peer, work_off):
    webinar = builders.coming_webinar()
    builders.admission(webinar=webinar, capacity=0)
    waiting = [builders.registration(webinar, now=timezone.now()) for _ in range(3)]
    registered = builders.registration(builders.coming_webinar(), now=timezone.now())

    work_off()

    assert peer.recipients() == [person.email for person in [registered, *waiting]]


def test_a_slow_answer_holds_no_lock_and_the_heartbeat_goes_on(peer, var_folder):
    message = builders.message(now=timezone.now(), about=builders.coming_webinar())
    peer.hold("DATA")

    with worker(peer, var_folder):
        assert peer.reached.wait(PATIENCE)
        until(Heartbeat.objects.exists)

        assert open_transactions() == []
        # Nobody waits for the row either: it can be changed at once.
        assert Message.objects.filter(pk=message.pk).select_for_update(nowait=True).update(last_error="") == 1
        Heartbeat.objects.update(seen_at=NOW)
        until(Heartbeat.objects.fresh(timezone.now()).exists)
        peer.release.set()
        until(lambda: Message.objects.get(pk=message.pk).sent_at)

    assert len(peer.taken) == 1


def open_transactions():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT state, query FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND xact_start IS NOT NULL AND state <> 'active'"
        )
        return cursor.fetchall()
