"""Mails about enquiries and access needs, to those who see to them and to who asked."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registrations import calendar
from registrations.letter import message_id, named, render
from registrations.models import Enquiry, EnquiryReply, Message, Needs

LISTED = 50  # questions in one mail; the others are on the organisers' pages


def enquiry_received(message, now):
    """Return the acknowledgement. It repeats nothing of the message: anyone can type any address."""
    enquiry = message.enquiry
    return render(
        message,
        subject=acknowledged(enquiry),
        to=calendar.ascii_address(enquiry.email),
        contact=enquiry.webinar.contact if enquiry.webinar else None,
        context={"enquiry": enquiry, "webinar": enquiry.webinar},
    )


def acknowledged(enquiry):
    return _("We have your question (%s)") % enquiry.reference


def enquiry_reply(message, now):
    """Return what an organiser answered, in the thread that the acknowledgement began."""
    enquiry = message.enquiry
    key = message.facts.get("reply")
    reply = EnquiryReply.objects.filter(pk=key).first() if key else None
    mail = render(
        message,
        subject=_("Re: %s") % acknowledged(enquiry),
        to=calendar.ascii_address(enquiry.email),
        contact=enquiry.webinar.contact if enquiry.webinar else None,
        context={
            "enquiry": enquiry,
            "webinar": enquiry.webinar,
            "text": reply.text if reply else _("Here stands what you write."),
        },
    )
    first = message_id(Message(key=enquiry.key(Message.Kind.ENQUIRY_RECEIVED)))
    mail.extra_headers |= {"In-Reply-To": first, "References": first}
    return mail


def new_enquiry(message, now):
    """Return the question as a mail to the contact, who answers the visitor by Reply-To."""
    enquiry = message.enquiry
    site = message.site
    contact = enquiry.webinar.contact(site) if enquiry.webinar else site
    mail = render(
        message,
        subject=_("Question %(reference)s: %(subject)s")
        % {"reference": enquiry.reference, "subject": enquiry.subject or enquiry.name},
        to=contact.contact_email,
        contact=None,
        context={
            "enquiry": enquiry,
            "webinar": enquiry.webinar,
            "admin_url": settings.SITE_URL + reverse("admin:registrations_enquiry_change", args=[enquiry.pk]),
        },
    )
    mail.reply_to = [named(enquiry.name, calendar.ascii_address(enquiry.email))]
    return mail


def enquiry_digest(message, now):
    """Return the questions that came while many came, as one mail to the contact."""
    first = message.enquiry
    site = message.site
    keys = {*message.facts.get("enquiries", [])} - {first.pk}
    found = [first, *Enquiry.objects.filter(pk__in=keys).select_related("webinar").order_by("pk")]
    return render(
        message,
        subject=ngettext("%d new question", "%d new questions", len(found)) % len(found),
        to=(first.webinar.contact(site) if first.webinar else site).contact_email,
        contact=None,
        context={
            "enquiries": found[:LISTED],
            "more": max(len(found) - LISTED, 0),
            "admin_url": settings.SITE_URL + reverse("admin:registrations_enquiry_changelist"),
        },
    )


def access_needs(message, now):
    """Return what a registrant needs to take part, as a mail to the contact."""
    registration = message.registration
    site = message.site
    return render(
        message,
        subject=_("Access needs: %(title)s (%(reference)s)")
        % {"title": registration.webinar.title, "reference": registration.reference},
        to=registration.webinar.contact(site).contact_email,
        contact=None,
        context={
            "registration": registration,
            "webinar": registration.webinar,
            "needs": Needs.objects.filter(registration=registration).first(),
            "admin_url": settings.SITE_URL
            + reverse("admin:registrations_registration_change", args=[registration.pk]),
        },
    )
