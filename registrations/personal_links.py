"""Sending people their personal links again. Says nothing of whether there was anything to send."""

from django.db import transaction

from registrations import limits, outbox
from registrations.models import Message, Registration


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
