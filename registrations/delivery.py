"""Sending what waits in the outbox: lease, send, mark.

Only this module talks to the mail server. A message is leased and committed, sent outside any
transaction, then marked; a worker that dies leaves leases that run out. So each message leaves at
least once, and twice only if the worker dies between the server's answer and the mark; the
Message-ID is then the same. A mail server that cannot be reached is no failed attempt of any message.
"""

import logging
import select
from collections import deque
from contextlib import suppress
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import F

from events.models import Site
from registrations import limits, mails, outbox
from registrations.failures import failure, smtp_code, words
from registrations.models import Message

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)  # longer than the answers to one message can take, each up to EMAIL_TIMEOUT
RETRY_AFTER = [timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 30)]
RETRY_LATER = timedelta(hours=1)
GIVE_UP_AFTER = timedelta(hours=72)
# For each mail; Django took longer to put it together than PostgreSQL to run it.
MARK = """
UPDATE registrations_message
SET sent_at = %s, failed_at = NULL, is_skipped = FALSE, lease_until = NULL, failure = '', last_error = ''
WHERE id = %s"""
AT_ONCE = 40  # messages leased together
HELD = timedelta(seconds=1)  # then what is left of them is looked at anew: something urgent may have come


class Sender:
    """A worker's line to the mail server, and the messages it has in hand."""

    def __init__(self, server):
        """`server` is a connection of django.core.mail; it is opened when needed and left open."""
        self.server = server
        self.held, self.held_until = deque(), None

    def send_next(self, now):
        """Send the most urgent of the messages that are due, the oldest first; return False without one.

        Raises OSError if the mail server cannot be reached: then nothing is leased and no attempt counted.
        """
        if self.held and now >= self.held_until:
            self.give_back()
        if not self.held:
            self.take(now)
        elif has_something_to_say(self.server):
            self.reach()
        if not self.held:
            return False
        message = self.held.popleft()
        if message.is_past_use(now):
            outbox.give_up_what_is_past_use(now, Message.objects.filter(pk=message.pk))
        elif reason := message.reason_to_skip(now):
            outbox.skip(Message.objects.filter(pk=message.pk), reason, now)
        else:
            deliver(message, now, self.server)
        return True

    def take(self, now):
        """Take some that are due in hand, no more than the rate allows."""
        wanted = Message.objects.due(now).not_leased(now)[:AT_ONCE].count()
        if not wanted:
            return
        self.reach()
        allowed = next((number for number in (wanted, 1) if limits.may_send_mails(number, now)), 0)
        self.held.extend(lease(now, allowed))
        self.held_until = now + HELD

    def give_back(self):
        """Leave what is in hand to whoever comes next, as if it had not been taken."""
        if self.held:
            mine = Message.objects.filter(pk__in=[message.pk for message in self.held], sent_at=None)
            # Not those of which the lease ran out and another worker has them.
            mine = mine.filter(lease_until=self.held[0].lease_until)
            mine.update(lease_until=None, attempts=F("attempts") - 1)
            self.held.clear()

    def reach(self):
        """Open the line to the mail server, anew if the server has hung up meanwhile."""
        try:
            reach(self.server)
        except OSError:
            self.give_back()
            raise

    def hang_up(self):
        hang_up(self.server)
        self.give_back()


def has_something_to_say(server):
    """Return whether the mail server has spoken unasked, or closed the line: a look, without asking it."""
    line = getattr(getattr(server, "connection", None), "sock", None)
    return line is None or bool(select.select([line], [], [], 0)[0])


def reach(server):
    """Open the line to the mail server, anew if the server has hung up meanwhile."""
    line = getattr(server, "connection", None)
    if line is not None:
        try:
            is_alive = line.noop()[0] == 250
        except OSError:
            is_alive = False
        if not is_alive:
            hang_up(server)
    try:
        server.open()
    except OSError:
        hang_up(server)
        raise


def hang_up(server):
    # What a broken line says to the farewell is of no interest.
    with suppress(OSError):
        server.close()


@transaction.atomic
def lease(now, most):
    """Return up to so many due messages that nobody else sends, reserved for five minutes.

    SKIP LOCKED lets a second worker take the next ones. What the mails will ask for comes along, once
    for all of them.
    """
    messages = list(
        Message.objects.due(now)
        .not_leased(now)
        .order_by("priority", "due_at", "pk")
        .select_for_update(of=("self",), skip_locked=True)
        .select_related("registration", "enquiry", "announcement")
        .prefetch_related(
            "registration__webinar__series",
            "registration__webinar__sittings",
            "enquiry__webinar__series",
            "announcement__webinar",
        )[:most]
    )
    leased = Message.objects.filter(pk__in=[message.pk for message in messages])
    leased.update(lease_until=now + LEASE, attempts=F("attempts") + 1)
    site = Site.objects.get()
    for message in messages:
        message.lease_until, message.site = now + LEASE, site
        message.attempts += 1
    return messages


def deliver(message, now, server):
    """Build and send a leased message, outside any transaction: an answer may take its time."""
    try:
        server.send_messages([mails.build(message, now)])
    except Exception as error:
        # A message that cannot be built or sent must not keep the others from leaving.
        if not smtp_code(error):
            hang_up(server)
        put_back(message, error, now)
    else:
        # Whoever holds the lease by now, and whatever they made of it: it has left.
        with connection.cursor() as cursor:
            cursor.execute(MARK, [now, message.pk])


def put_back(message, error, now):
    """Plan the next attempt, or give up: after a permanent refusal, after 72 hours, or past its use."""
    code = smtp_code(error)
    # The server's own words may quote the address: they stay out of the log.
    logger.warning("Message %s not sent: %s %s", message.pk, type(error).__name__, code or "")
    if not isinstance(error, OSError):
        logger.error("Message %s cannot be built", message.pk, exc_info=error)
    wait = RETRY_AFTER[message.attempts - 1] if message.attempts <= len(RETRY_AFTER) else RETRY_LATER
    is_last = now + wait > (message.resent_at or message.created_at) + GIVE_UP_AFTER
    if 500 <= code < 600 or is_last or message.is_past_use(now + wait):
        too_late = code < 500 and message.is_past_use(now + wait)
        planned = {"failed_at": now, "failure": Message.Failure.TOO_LATE if too_late else failure(error)}
    else:
        planned = {"due_at": now + wait}
    # Not if the lease ran out and another worker has it.
    mine = Message.objects.filter(pk=message.pk, lease_until=message.lease_until, sent_at=None)
    mine.update(lease_until=None, last_error=words(error)[:300], **planned)
