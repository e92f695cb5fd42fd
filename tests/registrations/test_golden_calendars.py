"""The calendar file of each mail, line by line, against golden files.

RENEW=1 writes them anew; read the difference before it is committed.
"""

import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from events.models import Sitting, Webinar
from registrations import mails, seats
from registrations.models import Message, Registration
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db

GOLDEN = Path(__file__).parent / "golden"


def registered(title="Skills for the next job", email="ada@example.org", name="Ada Example", **fields):
    webinar = builders.webinar(title=title, slug="skills", calendar_uid="uid-of-the-webinar", **fields)
    return builders.registration(webinar, name=name, email=email)


def calendars(registration, kind):
    """Return the calendar files of the last mail of a kind, unfolded, the link's token left out."""
    Webinar.objects.update(updated_at=NOW)
    message = Message.objects.filter(registration=registration, kind=kind).latest("pk")
    attached = mails.build(message, NOW).attachments
    texts = [content.replace("\r\n ", "") for _name, content, _type in attached]
    return "\n".join(re.sub(r"/join/[^/]+/", "/join/TOKEN/", text.replace("\r\n", "\n")) for text in texts)


def agrees(name, text):
    path = GOLDEN / f"{name}.ics"
    if os.environ.get("RENEW") == "1":
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    assert text == path.read_text()


def test_register():
    agrees("register", calendars(registered(), "registered"))


def test_repeat():
    registration = registered()
    builders.registration(registration.webinar, NOW + timedelta(minutes=1), email="ADA@example.org")

    agrees("repeat", calendars(registration, "already_registered"))


def test_cancel_and_register_again():
    registration = registered()
    seats.cancel(registration, NOW)
    agrees("cancel", calendars(registration, "cancelled"))

    builders.registration(registration.webinar, name="Ada Example", email="ada@example.org")
    agrees("register-again", calendars(registration, "registered"))


def test_promotion():
    webinar = builders.webinar(
        title="Skills for the next job", slug="skills", calendar_uid="uid-of-the-webinar"
    )
    builders.admission(webinar=webinar, capacity=1)
    first = builders.registration(webinar)
    second = builders.registration(webinar, name="Ada Example", email="ada@example.org")
    seats.cancel(first, NOW)

    agrees("promotion", calendars(second, "promoted"))


def test_the_night_in_which_the_clocks_are_put_back():
    # 02:30 to 02:30 an hour later: both are half past two in Zurich.
    start = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    agrees(
        "clocks-back",
        calendars(registered(starts_at=start, ends_at=start + timedelta(hours=1)), "registered"),
    )


def test_the_night_in_which_the_clocks_are_put_forward():
    start = datetime(2027, 3, 28, 0, 30, tzinfo=UTC)
    agrees(
        "clocks-forward",
        calendars(registered(starts_at=start, ends_at=start + timedelta(hours=1)), "registered"),
    )


def test_across_midnight_and_the_year():
    start = datetime(2026, 12, 31, 22, 30, tzinfo=UTC)
    agrees(
        "midnight", calendars(registered(starts_at=start, ends_at=start + timedelta(hours=2)), "registered")
    )


def test_two_sittings():
    start = datetime(2026, 9, 25, 8, 0, tzinfo=UTC)
    registration = registered(starts_at=start, ends_at=start + timedelta(days=1, hours=2))
    for number, days in ((1, 0), (2, 1)):
        begins = start + timedelta(days=days)
        Sitting.objects.create(
            webinar=registration.webinar,
            number=number,
            label=f"Day {number}",
            starts_at=begins,
            ends_at=begins + timedelta(hours=2),
        )

    agrees("two-sittings", calendars(Registration.objects.get(), "registered"))


def test_names_and_titles_of_the_world():
    registration = registered(
        title="مستقبل العمل; 未来, “Zukunft” \\ 😀", name="محمد علي", email="m@bücher.example"
    )

    agrees("world", calendars(registration, "registered"))
