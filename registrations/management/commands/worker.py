"""The worker: sends what is due and gives freed places away, for ever. Run as many as wanted."""

import signal
import threading
from datetime import timedelta

from django.core.mail import get_connection
from django.core.management.base import BaseCommand
from django.db import OperationalError, connection
from django.utils import timezone

from registrations import outbox, sweep

PAUSE = 1.0  # seconds between looks when there is nothing to do: a confirmation leaves within two
SWEEP_EVERY = timedelta(minutes=1)


class Command(BaseCommand):
    help = "Send the mails of the outbox and give freed places to the waitlist, until stopped."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="do what is due now, then stop")

    def handle(self, *args, once, **options):
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        swept_at = None
        while not stop.is_set():
            try:
                if swept_at is None or timezone.now() - swept_at > SWEEP_EVERY:
                    sweep.put_right(timezone.now())
                    swept_at = timezone.now()
                send_what_is_due(stop)
            except OperationalError as error:
                # The database restarts: the connection is made anew, the leases run out.
                self.stderr.write(f"The database did not answer: {error}")
                connection.close()
            if once:
                return
            stop.wait(PAUSE)


def send_what_is_due(stop):
    """Send until nothing is due, over one connection to the mail server."""
    server = get_connection()
    try:
        while not stop.is_set() and outbox.send_next(timezone.now(), server):
            pass
    finally:
        server.close()
