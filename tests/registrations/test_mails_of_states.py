"""What somebody is told when their registration goes from one state to another, and by whose hand."""

from datetime import timedelta

import pytest

from registrations import personal_links, seats
from tests import builders
from tests.builders import NOW
from tests.registrations.mail_parts import calendars, mail, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def registration():
    webinar = builders.webinar(title="Activation for recovery", contact_email="desk@example.org")
    return builders.registration(webinar, name="Zoë Müller", email="zoe@bücher.example")


def test_cancelling_withdraws_the_entry_and_coming_back_brings_it_again(registration):
    seats.cancel(registration, NOW)
    ((method, withdrawn), *_) = calendars(mail(registration, "cancelled"))
    builders.registration(registration.webinar, email=registration.email)
    registration.refresh_from_db()
    ((_, again), *_) = calendars(mail(registration, "registered"))

    assert (method, withdrawn["METHOD"]) == ("CANCEL", "CANCEL")
    assert [
        (event["SEQUENCE"], event["STATUS"], event["UID"])
        for event in (withdrawn.walk("VEVENT")[0], again.walk("VEVENT")[0])
    ] == [
        (1, "CANCELLED", registration.webinar.calendar_uid),
        (2, "CONFIRMED", registration.webinar.calendar_uid),
    ]


def test_who_waits_is_told_the_position_and_gets_no_entry():
    webinar = builders.admission(capacity=0).webinar
    builders.registration(webinar)

    got = mail(builders.registration(webinar), "waitlisted")

    assert "you are number 2 on the waitlist" in text(got)
    assert calendars(got) == []


def test_who_is_promoted_gets_the_entry():
    webinar = builders.admission(capacity=1).webinar
    first, second = builders.registration(webinar), builders.registration(webinar)
    seats.cancel(first, NOW)

    got = mail(second, "promoted")

    assert "it is yours: you are registered" in text(got)
    assert calendars(got)[0][0] == "REQUEST"


def test_who_cancels_on_the_waitlist_has_no_entry_to_withdraw():
    registration = builders.registration(builders.admission(capacity=0).webinar)
    seats.cancel(registration, NOW)

    assert calendars(mail(registration, "cancelled")) == []


def test_who_is_cancelled_by_organisers_is_told_so_and_not_asked_whether_it_was_them(registration):
    seats.cancel(registration, NOW, builders.user())

    got = mail(registration, "cancelled")
    html = got.get_body(("html",)).get_content()

    assert "the organisers have cancelled your registration." in text(got)
    assert "The organisers have cancelled your registration." in html
    assert not any("Was this not you" in part for part in (text(got), html))


def test_who_cancels_is_asked_whether_it_was_them(registration):
    seats.cancel(registration, NOW)

    assert "Was this not you" in text(mail(registration, "cancelled"))


def test_a_link_that_organisers_send_is_none_that_was_asked_for(registration):
    personal_links.send_again(registration, NOW)
    sent = mail(registration, "personal_link")
    personal_links.send(registration.email, registration.webinar, NOW + timedelta(hours=2))
    asked_for = mail(registration, "personal_link")

    assert "here is your link again." in text(sent)
    assert "Here is your link again." in sent.get_body(("html",)).get_content()
    assert "here is the link you asked for." in text(asked_for)
