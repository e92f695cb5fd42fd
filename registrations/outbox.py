"""The queue of e-mails, in Postgres: what is to be sent to whom, and what is taken back.

A mail is queued in the transaction that makes it true, once for each version of what it tells;
delivery.py sends it.
"""

from datetime import timedelta
from itertools import islice

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from registrations import limits
from registrations.models import Announcement, Enquiry, Message, Registration

BATCH = 2000  # rows written in one go
WEBINAR_OF_IT = Coalesce(
    *(
        Subquery(model.objects.filter(pk=OuterRef(column)).values("webinar"))
        for model, column in (
            (Registration, "registration_id"),
            (Enquiry, "enquiry_id"),
            (Announcement, "announcement_id"),
        )
    )
)


def queue(kind, registration, now, version=None, by_form=False, **facts):
    """Queue a mail to a registrant; asked twice for the same version, queue one.

    The version is the calendar sequence unless given: it rises with each cancelling and coming back.
    `by_form`: anyone could cause it by a form, so that it is limited (limits.mail_caused_by_form).
    """
    limited = limits.mail_caused_by_form(registration.email, registration.webinar_id, now) if by_form else {}
    version = registration.calendar_sequence if version is None else version
    insert(
        kind=kind,
        registration=registration,
        key=f"registration:{registration.pk}:{kind}:{version}",
        facts={"sequence": registration.sequence(), "status": registration.status, **facts},
        now=now,
        **limited,
    )


def queue_for_all(kind, registrations, now, version, announcement=None, **facts):
    """Queue a mail to each registration of a QuerySet; return how many were queued anew.

    In batches, so that the memory does not grow with their number. Called in the transaction of what
    the mail tells; a second call with the same version queues nothing.
    """
    rows = registrations.values_list(
        "pk", "webinar", "status", "calendar_sequence", "webinar__calendar_sequence"
    )
    rows, count = rows.order_by("pk").iterator(chunk_size=BATCH), 0
    while batch := list(islice(rows, BATCH)):
        made = [
            new(
                kind,
                now,
                registration_id=pk,
                webinar_id=webinar,
                announcement=announcement,
                key=f"registration:{pk}:{kind}:{version}",
                facts={"sequence": own + common, "status": status, **facts},
            )
            for pk, webinar, status, own, common in batch
        ]
        known = Message.objects.filter(key__in=[message.key for message in made]).count()
        Message.objects.bulk_create(made, ignore_conflicts=True)
        count += len(made) - known
    return count


def queue_for_enquiry(kind, enquiry, now, by_form=False):
    limited = limits.mail_caused_by_form(enquiry.email, enquiry.webinar_id, now) if by_form else {}
    insert(kind=kind, enquiry=enquiry, key=enquiry.key(kind), now=now, **limited)


def insert(kind, now, **fields):
    Message.objects.bulk_create([new(kind, now, **fields)], ignore_conflicts=True)


def new(kind, now, **fields):
    priority = Message.Priority.URGENT if kind in Message.URGENT_KINDS else Message.Priority.USUAL
    if kind in Message.WRITTEN_KINDS:
        priority = Message.Priority.LATER
    about = fields.get("registration") or fields.get("enquiry") or fields.get("announcement")
    webinar = about and about.webinar_id
    usual = {"priority": priority, "created_at": now, "due_at": now, "webinar_id": webinar}
    return Message(**{"kind": kind, **usual, **fields})


def name_webinars():
    """Note the webinar of mails queued by the release before, which did not; return how many."""
    return Message.objects.unnamed().update(webinar=WEBINAR_OF_IT)


def queue_hourly(kind, registration, now):
    """Queue a mail that a stranger can cause again and again: at most once an hour, and limited.

    Called under the webinar's lock or after limits.hold_address(), which keep two of them apart.
    """
    if not registration.messages.filter(kind=kind, created_at__gt=now - timedelta(hours=1)).exists():
        queue(kind, registration, now, version=int(now.timestamp()), by_form=True)


def add_to_waiting(messages, now, **lists):
    """Add values to lists among the facts of one of these messages that no worker has in hand yet.

    Returns whether there was one; it stays locked until the transaction ends.
    """
    message = messages.waiting().not_leased(now).select_for_update(of=("self",)).first()
    if message is None:
        return False
    for name, values in lists.items():
        message.facts[name] = list(dict.fromkeys([*message.facts.get(name, []), *values]))
    message.save(update_fields=["facts"])
    return True


def send_again(messages, now):
    """Plan the messages of a QuerySet anew, whatever became of them; return how many.

    Those that a worker has in hand are left to it.
    """
    return messages.not_leased(now).update(
        due_at=now,
        resent_at=now,
        sent_at=None,
        failed_at=None,
        is_skipped=False,
        lease_until=None,
        attempts=0,
        failure="",
        last_error="",
    )


def skip(messages, reason, now):
    """Take the waiting ones of a QuerySet out, because nobody wants them any more; return how many."""
    return messages.waiting().update(failed_at=now, is_skipped=True, lease_until=None, last_error=reason)


def give_up_what_is_past_use(now, messages=None):
    """Take those out that nobody needs any more because the webinar is over; return how many."""
    messages = Message.objects.not_leased(now) if messages is None else messages
    reason = _("Not sent: the webinar was over before it could be.")
    return (
        messages.waiting()
        .past_use(now)
        .update(failed_at=now, lease_until=None, failure=Message.Failure.TOO_LATE, last_error=reason)
    )
