"""The worker: sends what is due and gives freed places away, for ever. Run as many as wanted."""

import hashlib
import logging
import os
import signal
import socket
import threading
import time
from datetime import timedelta

from django.core.mail import get_connection
from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.utils import timezone

from events import all_templates, files
from registrations import delivery, personal_links, sweep
from registrations.models import Heartbeat

logger = logging.getLogger(__name__)

PAUSE = 0.5  # seconds between looks when there is nothing to do: a confirmation leaves within two
REST = 10.0  # seconds until a mail server that could not be reached is asked again
BEAT = 5.0  # seconds between two touches of the heartbeat
KEPT_OPEN = 10.0  # seconds for which the line to the mail server is kept without a message
SWEEP_EVERY = timedelta(minutes=1)
TIDY_EVERY = timedelta(hours=1)


class Command(BaseCommand):
    help = "Send the mails of the outbox and give freed places to the waitlist, until stopped."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="do what is due now, then stop")

    def handle(self, *args, once, **options):
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        worker = Worker(stop)
        if once:
            Heartbeat.objects.touch(name(), timezone.now())
            worker.do_what_is_due()
            worker.hang_up()
            return
        all_templates.read()
        pulse = Pulse(worker, stop)
        pulse.start()
        try:
            worker.run()
        finally:
            stop.set()
            pulse.join()


class Worker:
    """The loop, with its line to the mail server. TERM lets it finish the message in hand."""

    def __init__(self, stop):
        self.stop = stop
        self.sender = delivery.Sender(get_connection())
        self.moved_at = self.used_at = time.monotonic()
        self.swept_at = self.tidied_at = None
        self.is_cut_off = self.is_without_database = False

    def run(self):
        while not self.stop.is_set():
            try:
                self.do_what_is_due()
            except (OperationalError, InterfaceError):
                # The database restarts: the connection is made anew, the leases run out.
                if not self.is_without_database:
                    logger.warning("The database does not answer")
                self.is_without_database = True
                connection.close()
            else:
                self.is_without_database = False
            self.stop.wait(REST if self.is_cut_off else PAUSE)
        self.hang_up()

    def do_what_is_due(self):
        self.moved_at = time.monotonic()
        if self.swept_at is None or timezone.now() - self.swept_at > SWEEP_EVERY:
            sweep.put_right(timezone.now())
            self.swept_at = timezone.now()
        self.tidy()
        while not self.stop.is_set() and personal_links.answer_next(timezone.now()):
            pass
        self.send_what_is_due()

    def tidy(self):
        if self.tidied_at is None or timezone.now() - self.tidied_at > TIDY_EVERY:
            files.forget_unused(timezone.now())
            self.tidied_at = timezone.now()

    def send_what_is_due(self):
        """Send until nothing is due; note whether the mail server could be reached."""
        try:
            while not self.stop.is_set() and self.sender.send_next(timezone.now()):
                self.moved_at = self.used_at = time.monotonic()
        except OSError as error:
            if not self.is_cut_off:
                logger.warning(
                    "The mail server cannot be reached: %s %s",
                    type(error).__name__,
                    delivery.smtp_code(error) or "",
                )
            self.is_cut_off = True
        else:
            self.is_cut_off = False
        if time.monotonic() - self.used_at > KEPT_OPEN:
            self.hang_up()

    def hang_up(self):
        self.sender.hang_up()


class Pulse(threading.Thread):
    """Touches the heartbeat beside the loop, which may wait for an answer of the mail server.

    It stops when the loop has not moved for the length of a lease: such a worker is as good as dead.
    """

    def __init__(self, worker, stop):
        super().__init__(daemon=True)
        self.worker = worker
        self.stop = stop

    def run(self):
        while True:
            if time.monotonic() - self.worker.moved_at < delivery.LEASE.total_seconds():
                self.beat()
            if self.stop.wait(BEAT):
                break
        connection.close()

    def beat(self):
        try:
            Heartbeat.objects.touch(name(), timezone.now())
        except (DatabaseError, InterfaceError):
            connection.close()


def name() -> str:
    """Return a name for this process that tells nothing of machine or number."""
    return hashlib.sha256(f"{socket.gethostname()} {os.getpid()}".encode()).hexdigest()[:12]
