"""Questions of visitors: stored first, then mailed to the contact and acknowledged."""

from django.db import transaction

from registrations import outbox
from registrations.models import Enquiry, Message


@transaction.atomic
def ask(details, webinar, form_key, now):
    """Store a question and queue its two mails; the same form sent twice is one question.

    `details` are the fields of the form by name; `webinar` may be None.
    """
    enquiry, is_new = Enquiry.objects.get_or_create(
        form_key=form_key, defaults={**details, "webinar": webinar, "created_at": now}
    )
    if is_new:
        outbox.queue_for_enquiry(Message.Kind.NEW_ENQUIRY, enquiry, now)
        outbox.queue_for_enquiry(Message.Kind.ENQUIRY_RECEIVED, enquiry, now, by_form=True)
    return enquiry


def keep_as_spam(details, webinar, form_key, now):
    """Keep what a robot sent, so that somebody can look whether it was one. No mail."""
    Enquiry.objects.get_or_create(
        form_key=form_key,
        defaults={
            "name": details["name"],
            "email": details["email"],
            "subject": details.get("subject", ""),
            "message": details.get("message", ""),
            "status": Enquiry.Status.SPAM,
            "webinar": webinar,
            "created_at": now,
        },
    )
