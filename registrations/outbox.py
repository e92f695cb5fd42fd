"""The queue of e-mails, in Postgres: queue() writes, send_next() leases, sends and marks.

Only this module talks to the mail server. A message is leased and committed, sent outside any
transaction, then marked; a worker that dies leaves a lease that runs out. So each message leaves at
least once, and twice only if the worker dies between the server's answer and the mark; the
Message-ID is then the same.
"""

import logging
import smtplib
from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from registrations import mails
from registrations.models import Message

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
RETRY_AFTER = [timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 30)]
RETRY_LATER = timedelta(hours=1)
GIVE_UP_AFTER = timedelta(hours=72)


def queue(kind, registration, now, version=None, **facts):
    """Queue a mail to a registrant; asked twice for the same version, queue one.

    The version is the calendar sequence unless given: it rises with each cancelling and coming back.
    """
    version = registration.calendar_sequence if version is None else version
    insert(
        kind=kind,
        registration=registration,
        key=f"registration:{registration.pk}:{kind}:{version}",
        facts={"sequence": registration.sequence(), "status": registration.status, **facts},
        now=now,
    )


def queue_for_enquiry(kind, enquiry, now):
    insert(kind=kind, enquiry=enquiry, key=f"enquiry:{enquiry.pk}:{kind}", now=now)


def insert(now, **fields):
    Message.objects.bulk_create([Message(created_at=now, due_at=now, **fields)], ignore_conflicts=True)


def queue_hourly(kind, registration, now):
    """Queue a mail that a stranger can cause, at most once an hour.

    Called under the webinar's lock, which keeps two of them apart.
    """
    if not registration.messages.filter(kind=kind, created_at__gt=now - timedelta(hours=1)).exists():
        queue(kind, registration, now, version=int(now.timestamp()))


def send_again(messages, now):
    """Plan the messages of a QuerySet anew, whatever became of them; return how many."""
    return messages.update(
        due_at=now, sent_at=None, failed_at=None, lease_until=None, attempts=0, last_error=""
    )


def send_next(now, server):
    """Send the message that has been due longest; return False when there is none.

    `server` is a connection of django.core.mail; it is opened when needed and left open for the next.
    """
    message = lease_one(now)
    if message is None:
        return False
    try:
        mail = mails.build(message, now)
        server.open()
        server.send_messages([mail])
    except Exception as error:
        # A message that cannot be built or sent must not keep the others from leaving.
        server.close()
        put_back(message, error, now)
    else:
        Message.objects.filter(pk=message.pk).update(sent_at=now, lease_until=None, last_error="")
    return True


@transaction.atomic
def lease_one(now):
    """Return a due message that nobody else sends, reserved for five minutes; None if there is none.

    SKIP LOCKED lets a second worker take the next one.
    """
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    message = (
        Message.objects.due(now)
        .filter(free)
        .order_by("due_at", "pk")
        .select_for_update(skip_locked=True)
        .first()
    )
    if message:
        message.lease_until = now + LEASE
        message.attempts += 1
        message.save(update_fields=["lease_until", "attempts"])
    return message


def put_back(message, error, now):
    """Plan the next attempt, or give up: after a permanent refusal, or after 72 hours."""
    code = smtp_code(error)
    # The server's own words may quote the address: they stay out of the log.
    logger.warning("Message %s not sent: %s %s", message.pk, type(error).__name__, code or "")
    if not isinstance(error, OSError):
        logger.error("Message %s cannot be built", message.pk, exc_info=error)
    message.lease_until = None
    message.last_error = str(error)[:300]
    wait = RETRY_AFTER[message.attempts - 1] if message.attempts <= len(RETRY_AFTER) else RETRY_LATER
    if 500 <= code < 600 or now + wait > message.created_at + GIVE_UP_AFTER:
        message.failed_at = now
    else:
        message.due_at = now + wait
    message.save(update_fields=["lease_until", "last_error", "failed_at", "due_at"])


def smtp_code(error) -> int:
    """Return the code the mail server answered with, 0 if it did not answer.

    By code and not by class: SMTPRecipientsRefused stands for 550 and for 451 alike.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return max((code for code, _ in error.recipients.values()), default=0)
    return getattr(error, "smtp_code", 0)
