"""Questions of visitors: stored first, then mailed to the contact and acknowledged."""

from datetime import timedelta

from django.db import transaction

from events.models import Site
from registrations import limits, outbox
from registrations.models import Enquiry, Message

GATHER = timedelta(minutes=10)  # while so many come that one mail tells of all


@transaction.atomic
def ask(details, webinar, form_key, now):
    """Store a question and queue its two mails; the same form sent twice is one question.

    `details` are the fields of the form by name; `webinar` may be None.
    """
    enquiry, is_new = Enquiry.objects.get_or_create(
        form_key=form_key, defaults={**details, "webinar": webinar, "created_at": now}
    )
    if is_new:
        tell_contact(enquiry, now)
        outbox.queue_for_enquiry(Message.Kind.ENQUIRY_RECEIVED, enquiry, now, by_form=True)
    return enquiry


def tell_contact(enquiry, now):
    """Mail the question to the contact: by itself, or while many come with the others of ten minutes."""
    site = Site.objects.get()
    contact = (enquiry.webinar.contact(site) if enquiry.webinar else site).contact_email
    may_go_alone = limits.may_mail_question(contact, now)
    about = limits.address_key(contact)
    digests = Message.objects.filter(kind=Message.Kind.ENQUIRY_DIGEST, facts__contact=about)
    is_added = outbox.add_to_waiting(digests, now, enquiries=[enquiry.pk])
    if may_go_alone and not is_added:
        outbox.queue_for_enquiry(Message.Kind.NEW_ENQUIRY, enquiry, now)
        return
    enquiry.is_one_of_many = True
    enquiry.save(update_fields=["is_one_of_many"])
    if not is_added:
        outbox.insert(
            kind=Message.Kind.ENQUIRY_DIGEST,
            enquiry=enquiry,
            key=f"contact:{about}:{now.isoformat()}",
            facts={"contact": about, "enquiries": [enquiry.pk]},
            due_at=now + GATHER,
            now=now,
        )


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
