"""One function per e-mail: builds the message of an outbox row. Never queues, sends or decides."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from events.models import Site
from registrations import calendar, links
from registrations.letter import host, named, render
from registrations.models import Message, Needs, Registration

Kind = Message.Kind


def build(message, now):
    """Return the e-mail of an outbox row, ready to be sent."""
    return BUILDERS[message.kind](message, now)


def registered(message, now):
    mail = to_registrant(message, _("You are registered"), now)
    return with_calendar(mail, message, "REQUEST", now)


def already_registered(message, now):
    mail = to_registrant(message, _("You are already registered"), now)
    if message.facts["status"] == message.registration.Status.REGISTERED:
        return with_calendar(mail, message, "REQUEST", now)
    return mail


def waitlisted(message, now):
    return to_registrant(message, _("You are on the waitlist"), now, position=position(message))


def promoted(message, now):
    mail = to_registrant(message, _("You have a place"), now)
    return with_calendar(mail, message, "REQUEST", now)


def cancelled(message, now):
    mail = to_registrant(message, _("Your registration is cancelled"), now)
    return with_calendar(mail, message, "CANCEL", now) if message.facts["had_place"] else mail


def reminder(message, now):
    start = datetime.fromisoformat(message.facts["starts_at"])
    return to_registrant(message, how_soon(start - now), now)


def how_soon(left):
    """Return how soon it starts, for a subject that is true when it is read a little later."""
    minutes = round(left.total_seconds() / 60)
    if minutes <= 0:
        return _("On now")
    if minutes > 90:
        return _("Reminder")
    return _("Starts in an hour") if minutes > 45 else _("Starts in %d minutes") % minutes


def personal_link(message, now):
    if not message.facts.get("is_renewed"):
        return to_registrant(message, _("Your link"), now)
    mail = to_registrant(message, _("Your new link"), now)
    # The entry in the calendar holds a link, too.
    has_place = message.facts["status"] == Registration.Status.REGISTERED
    return with_calendar(mail, message, "REQUEST", now) if has_place else mail


def details_changed(message, now):
    changed = [detail(name) for name in message.facts.get("fields", [])]
    return to_registrant(message, _("Your details were changed"), now, changed=changed)


def detail(name):
    """Return how a mail names what was changed on the personal page; never what it says now."""
    whole = {"answers": _("answers to the organisers’ questions"), "needs": _("what you need to take part")}
    return whole.get(name) or Registration._meta.get_field(name).verbose_name


def confirm_address(message, now):
    registration = message.registration
    return to_registrant(message, _("Confirm your address"), now, confirm_url=links.confirm_url(registration))


def request_received(message, now):
    return to_registrant(message, _("We have your request"), now)


def declined(message, now):
    return to_registrant(message, _("You have no place"), now)


def position(message):
    registration = message.registration
    return registration.position() if registration.waitlist_number else None


def to_registrant(message, heading, now, **context):
    """Return a mail about a registration, in one thread with the others about it."""
    registration = message.registration
    webinar = registration.webinar
    mail = render(
        message,
        subject=f"{heading}: {webinar.title}",
        to=named(registration.name, calendar.ascii_address(registration.email)),
        contact=webinar.contact,
        context={
            "heading": heading,
            "registration": registration,
            "status": message.facts["status"],
            "webinar": webinar,
            "webinar_url": settings.SITE_URL + webinar.get_absolute_url(),
            "page_url": links.page_url(registration),
            "join_url": links.join_url(registration),
            "unsubscribe_url": links.unsubscribe_url(registration),
            "other_zone": registration.time_zone or "UTC",
            "now": now,
            **context,
        },
    )
    mail.extra_headers["References"] = f"<registration-{registration.reference}@{host()}>"
    mail.extra_headers["List-Id"] = f"<{webinar.slug}.webinars.{host()}>"
    if message.kind in Message.OPTIONAL_KINDS:
        mail.extra_headers["List-Unsubscribe"] = f"<{links.unsubscribe_url(registration)}>"
        mail.extra_headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
    return mail


def with_calendar(mail, message, method, now):
    """Add the entry: as the alternative that mail programs act on, and as files to open."""
    files = calendar.files(
        message.registration, method=method, sequence=message.facts["sequence"], now=message.created_at
    )
    mail.attach_alternative(files[0][1].decode(), f"text/calendar; method={method}")
    for name, content in files:
        mail.attach(name, content.decode(), f"text/calendar; method={method}")
    return mail


def enquiry_received(message, now):
    """Return the acknowledgement. It repeats nothing of the message: anyone can type any address."""
    enquiry = message.enquiry
    return render(
        message,
        subject=_("We have your question (%s)") % enquiry.reference,
        to=calendar.ascii_address(enquiry.email),
        contact=enquiry.webinar.contact if enquiry.webinar else None,
        context={"enquiry": enquiry, "webinar": enquiry.webinar},
    )


def new_enquiry(message, now):
    """Return the question as a mail to the contact, who answers the visitor by Reply-To."""
    enquiry = message.enquiry
    site = Site.objects.get()
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


def access_needs(message, now):
    """Return what a registrant needs to take part, as a mail to the contact."""
    registration = message.registration
    site = Site.objects.get()
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


BUILDERS = {
    Kind.CONFIRM_ADDRESS: confirm_address,
    Kind.REQUEST_RECEIVED: request_received,
    Kind.DECLINED: declined,
    Kind.REGISTERED: registered,
    Kind.ALREADY_REGISTERED: already_registered,
    Kind.WAITLISTED: waitlisted,
    Kind.PROMOTED: promoted,
    Kind.CANCELLED: cancelled,
    Kind.PERSONAL_LINK: personal_link,
    Kind.REMINDER: reminder,
    Kind.DETAILS_CHANGED: details_changed,
    Kind.ENQUIRY_RECEIVED: enquiry_received,
    Kind.ACCESS_NEEDS: access_needs,
    Kind.NEW_ENQUIRY: new_enquiry,
}
