"""The calendar entries of one registrant, on events/ics.py: REQUEST while they have a place, else CANCEL."""

from email.utils import parseaddr

import idna
from django.conf import settings
from icalendar import vCalAddress, vText

from events import ics
from registrations import links


def files(registration, *, method, sequence, now, stretches=None) -> list[tuple[str, bytes]]:
    """Return (file name, iCalendar file) for each stretch, by default the webinar's, as a mail carries them.

    `method` is "REQUEST" or "CANCEL".
    """
    events = entries(registration, method=method, sequence=sequence, now=now, stretches=stretches)
    name = "invite" if stretches is None else "withdrawn"
    return [
        (f"{name}.ics" if number == 1 else f"{name}-{number}.ics", ics.calendar([event], method=method))
        for number, event in enumerate(events, start=1)
    ]


def whole(registration, *, method, now) -> bytes:
    """Return one file with all stretches, to be opened from the personal page."""
    events = entries(registration, method=method, sequence=registration.sequence(), now=now)
    return ics.calendar(events, method=method)


def entries(registration, *, method, sequence, now, stretches=None):
    """Return an entry for each stretch, by default the webinar's, with the person as its one attendee.

    The organiser is the address the mails come from, without which mail programs show no buttons.
    """
    webinar = registration.webinar
    made = []
    for stretch in webinar.stretches() if stretches is None else stretches:
        event = ics.event(
            webinar,
            stretch,
            site_url=settings.SITE_URL,
            sequence=sequence,
            status="CANCELLED" if method == "CANCEL" else "CONFIRMED",
            url=links.join_url(registration),
            now=now,
        )
        event.add("conference", links.join_url(registration), {"VALUE": "URI", "FEATURE": "VIDEO"})
        event.add("organizer", vCalAddress(f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}"))
        event.add("attendee", attendee(registration, method))
        made.append(event)
    return made


def attendee(registration, method):
    person = vCalAddress(f"mailto:{ascii_address(registration.email)}")
    person.params["CN"] = vText(registration.name)
    person.params["ROLE"] = vText("REQ-PARTICIPANT")
    person.params["PARTSTAT"] = vText("DECLINED" if method == "CANCEL" else "ACCEPTED")
    person.params["RSVP"] = vText("FALSE")
    return person


def ascii_address(email: str) -> str:
    """Return the address with its domain as it travels: xn--… for bücher.example.

    By IDNA 2008, as it was checked: Python's own codec takes faß.example for fass.example.
    """
    local, _, domain = email.rpartition("@")
    try:
        return f"{local}@{idna.encode(domain).decode()}"
    except idna.IDNAError:
        return ics.one_line(email)  # not checked by a form of ours: the mail server will say what is wrong
