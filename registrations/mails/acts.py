"""Mails about the webinar itself: an organiser's act, or the clock."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from events.models.sitting import Stretch
from registrations.mails.registrant import to_registrant, with_calendar, with_withdrawn
from registrations.models import Registration


def changed(message, now):
    """Return the mail about other times; its facts are those of changes.move()."""
    facts = message.facts
    was = [read(stretch) for stretch in facts["was"]]
    mail = to_registrant(message, _("New time"), now, was=was, was_zone=ZoneInfo(facts["was_zone"]))
    if facts["status"] != Registration.Status.REGISTERED:
        return mail
    with_calendar(mail, message, "REQUEST", now)
    dropped = [read(stretch) for stretch in facts["dropped"]]
    return with_withdrawn(mail, message, dropped) if dropped else mail


def read(written):
    """Return the Stretch that changes.py wrote into the facts."""
    number, starts_at, ends_at, label = written
    return Stretch(datetime.fromisoformat(starts_at), datetime.fromisoformat(ends_at), label, number)


def postponed(message, now):
    return about_act(message, _("Postponed"), "CANCEL", now)


def called_off(message, now):
    return about_act(message, _("Cancelled"), "CANCEL", now)


def takes_place(message, now):
    return about_act(message, _("It takes place after all"), "REQUEST", now)


def about_act(message, heading, method, now):
    mail = to_registrant(message, heading, now)
    has_entry = message.facts["status"] == Registration.Status.REGISTERED
    return with_calendar(mail, message, method, now) if has_entry else mail


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
