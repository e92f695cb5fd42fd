"""Mails about one person's registration."""

from django.utils.translation import gettext as _

from registrations import links
from registrations.mails.registrant import to_registrant, with_calendar
from registrations.models import Registration


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


def position(message):
    registration = message.registration
    return registration.position() if registration.waitlist_number else None


def promoted(message, now):
    mail = to_registrant(message, _("You have a place"), now)
    return with_calendar(mail, message, "REQUEST", now)


def cancelled(message, now):
    mail = to_registrant(message, _("Your registration is cancelled"), now)
    return with_calendar(mail, message, "CANCEL", now) if message.facts["had_place"] else mail


def confirm_address(message, now):
    registration = message.registration
    return to_registrant(message, _("Confirm your address"), now, confirm_url=links.confirm_url(registration))


def request_received(message, now):
    return to_registrant(message, _("We have your request"), now)


def declined(message, now):
    return to_registrant(message, _("You have no place"), now)


def personal_link(message, now):
    if not message.facts.get("is_renewed"):
        return to_registrant(message, _("Your link"), now)
    mail = to_registrant(message, _("Your new link"), now)
    # The entry in the calendar holds a link, too.
    has_place = message.facts["status"] == Registration.Status.REGISTERED
    return with_calendar(mail, message, "REQUEST", now) if has_place else mail


def details_changed(message, now):
    changed = [detail(name) for name in message.facts.get("fields", [])]
    by_organisers = message.facts.get("is_by_organisers", False)
    return to_registrant(
        message, _("Your details were changed"), now, changed=changed, by_organisers=by_organisers
    )


def detail(name):
    """Return how a mail names what was changed on the personal page; never what it says now."""
    whole = {"answers": _("answers to the organisers’ questions"), "needs": _("what you need to take part")}
    return whole.get(name) or Registration._meta.get_field(name).verbose_name
