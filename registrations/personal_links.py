"""Sending people their personal links again, and making those invalid that others may have."""

from django.db import transaction

from registrations import limits, outbox
from registrations.models import JournalEntry, LinkRequest, Message, Registration


def ask(email, webinar, now):
    """Take the request down; the worker answers it. Says nothing of whether there is anything to send."""
    LinkRequest.objects.create(email=email, webinar=webinar, asked_at=now)


@transaction.atomic
def answer_next(now):
    """Answer the request that has waited longest; return False when there is none."""
    asked = LinkRequest.objects.select_for_update(skip_locked=True).first()
    if asked is None:
        return False
    send(asked.email, asked.webinar, now)
    asked.delete()
    return True


@transaction.atomic
def send(email, webinar, now):
    """Queue the link of this address: for one webinar, or for all that have not ended.

    At most one mail an hour for each webinar, and no more than limits.py allows.
    """
    limits.hold_address(email)
    registrations = Registration.objects.with_address(email).select_related("webinar")
    if webinar is not None:
        registrations = registrations.filter(webinar=webinar)
    else:
        registrations = registrations.live().filter(webinar__ends_at__gt=now).exclude(webinar__status="draft")
    for registration in registrations.order_by("webinar_id"):
        outbox.queue_hourly(Message.Kind.PERSONAL_LINK, registration, now)


def send_again(registration, now):
    """Queue the link by the hand of an organiser; return whether the person holds a place or waits."""
    if registration.erased_at or not registration.is_live:
        return False
    outbox.queue(
        Message.Kind.PERSONAL_LINK, registration, now, version=now.isoformat(), is_by_organisers=True
    )
    return True


@transaction.atomic
def renew(registration, now, by):
    """Make every link of a registration invalid and send the new one.

    Returns whether there is anybody to send it to: not once the data has been erased.
    """
    registration.refresh_from_db(from_queryset=Registration.objects.select_for_update(no_key=True))
    if registration.erased_at:
        return False
    registration.link_version += 1
    registration.save(update_fields=["link_version"])
    JournalEntry.objects.create(registration=registration, deed=JournalEntry.Deed.RELINKED, at=now, by=by)
    outbox.queue(Message.Kind.PERSONAL_LINK, registration, now, version=now.isoformat(), is_renewed=True)
    return True
