"""Questions of visitors: stored first, then mailed to the contact and acknowledged."""

from datetime import timedelta

from django.db import transaction

from events.models import Site
from registrations import limits, outbox
from registrations.models import Enquiry, EnquiryReply, Message

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


@transaction.atomic
def reply(enquiry, text, form_key, now, by):
    """Keep an organiser's answer, queue it as a mail and take the question as answered.

    The same form sent twice is one answer; returns whether it is a new one.
    """
    answer, is_new = EnquiryReply.objects.get_or_create(
        form_key=form_key, defaults={"enquiry": enquiry, "text": text, "by": by, "at": now}
    )
    if is_new:
        kind = Message.Kind.ENQUIRY_REPLY
        outbox.insert(
            kind, now, enquiry=enquiry, key=f"{enquiry.key(kind)}:{answer.pk}", facts={"reply": answer.pk}
        )
        enquiry.status = Enquiry.Status.ANSWERED
        enquiry.save(update_fields=["status"])
    return is_new


def close(enquiries):
    """Put these questions away, without an answer or after it; return how many were open."""
    # Spam stays spam: it is deleted after thirty days.
    return put(enquiries, {Enquiry.Status.NEW, Enquiry.Status.ANSWERED}, Enquiry.Status.CLOSED)


def mark_as_spam(enquiries):
    """Put these questions out of sight, to be deleted after thirty days; return how many were none yet."""
    return put(enquiries, set(Enquiry.Status) - {Enquiry.Status.SPAM}, Enquiry.Status.SPAM)


def take_for_real(enquiries):
    """Let spam be questions like others, which wait for an answer; return how many were spam."""
    return put(enquiries, {Enquiry.Status.SPAM}, Enquiry.Status.NEW)


@transaction.atomic
def put(enquiries, from_statuses, status):
    found = list(
        enquiries.filter(status__in=from_statuses).select_for_update(of=("self",), no_key=True).order_by("pk")
    )
    for enquiry in found:
        enquiry.status = status
        enquiry.save(update_fields=["status"])
    return len(found)


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
