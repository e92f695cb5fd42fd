"""What a link in a mail leads to: personal page, confirmation, door."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from events.models import Webinar
from registrations import links, seats
from registrations.models import Admission, Registration
from tests import builders
from tests.states import forms
from tests.states.state import State

Status = Registration.Status
NOW = timedelta(0)
WAYS = {
    Status.UNCONFIRMED: {"asks_confirmation": True},
    Status.PENDING: {"asks_approval": True},
    Status.WAITLISTED: {"capacity": 0},
    Status.DECLINED: {"asks_approval": True},
}


def somebody(status=Status.REGISTERED):
    """A registration in a state, reached as people reach it."""
    chosen = forms.webinar(**WAYS.get(status, {}))
    now = timezone.now()
    registration = builders.registration(chosen, now=now, organisation="Example Institute", **forms.PERSON)
    if status == Status.CANCELLED:
        seats.cancel(registration, now)
    if status == Status.DECLINED:
        seats.decline(registration, now, None)
    registration.refresh_from_db()
    assert registration.status == status
    return registration


def page(status=Status.REGISTERED, below=""):
    return lambda: links.page_path(somebody(status)) + below


def page_that_asks_all():
    registration = somebody()
    forms.ask_all(registration.webinar)
    return links.page_path(registration)


def confirm(status):
    return lambda: links.confirm_url(somebody(status)).removeprefix(settings.SITE_URL)


def unsubscribe():
    return links.unsubscribe_url(somebody()).removeprefix(settings.SITE_URL)


def door(status=Status.REGISTERED, ahead=timedelta(days=10), about=None, **admission):
    def arranged():
        registration = somebody(status)
        start = timezone.now() + ahead
        Webinar.objects.update(starts_at=start, ends_at=start + timedelta(hours=1), **(about or {}))
        Admission.objects.update(**{"meeting_tool": "Zoom", **admission})
        return links.join_path(registration)

    return arranged


def off(status):
    return {"status": status, "status_reason": "The speaker is ill."}


ON_THE_PAGE = {
    Status.UNCONFIRMED: "Confirm your address",
    Status.PENDING: "The organisers approve each registration",
    Status.REGISTERED: "You are registered",
    Status.WAITLISTED: "You are number 1 on the waitlist",
    Status.CANCELLED: "Your registration is cancelled.",
    Status.DECLINED: "could not give you a place",
}
AT_THE_DOOR = {
    Status.UNCONFIRMED: "See what is missing",
    Status.PENDING: "See what is missing",
    Status.WAITLISTED: "You are on the waitlist",
    Status.CANCELLED: "You have no place",
    Status.DECLINED: "You have no place",
}
STATES = {
    "wrong link": State(lambda: "/join/nobody-signed-this/", "This link does not work", status=404),
    **{f"personal page {status}": State(page(status), says) for status, says in ON_THE_PAGE.items()},
    "personal page with errors": State(page_that_asks_all, "There is a problem", typed={"name": ""}),
    "personal page changed": State(page(below="?changed=1"), "Your changes are saved."),
    "cancel": State(page(below="cancel/"), "Cancel your registration?"),
    "cancel once more": State(page(Status.CANCELLED, "cancel/"), "Your registration is cancelled"),
    "return": State(page(Status.CANCELLED, "return/"), "Take your place back?"),
    "erase": State(page(below="erase/"), "Erase your data?"),
    "erased": State(lambda: "/registrations/erased/", "Your data is erased"),
    "confirm": State(confirm(Status.UNCONFIRMED), "Confirm your address"),
    "confirmed": State(confirm(Status.REGISTERED), "Your address is confirmed"),
    "no longer held": State(confirm(Status.CANCELLED), "This place is no longer held"),
    "unsubscribe": State(unsubscribe, "Stop reminders?"),
    "unsubscribed": State(unsubscribe, "You get no more reminders", typed={}),
    "door early": State(door(), "The doors open on"),
    "door open": State(
        door(ahead=NOW, room_instructions="By telephone: +41 22 000 00 00, then 42#"), "+41 22 000 00 00"
    ),
    "door without a room": State(door(ahead=NOW, room_url=""), "have not opened the room yet"),
    "door over": State(door(ahead=-timedelta(days=1)), "This webinar is over."),
    "door of a cancelled webinar": State(door(about=off("cancelled")), "The speaker is ill."),
    "door of a postponed webinar": State(door(about=off("postponed")), "postponed"),
    **{f"door {status}": State(door(status), says) for status, says in AT_THE_DOOR.items()},
}
