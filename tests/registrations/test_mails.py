from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from events.models import Site, Sitting
from registrations import enquiries, links, seats
from registrations.models import Message
from tests import builders
from tests.builders import NOW, START
from tests.registrations.mail_parts import calendars, mail, parsed, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def registration():
    webinar = builders.webinar(title="Activation for recovery", contact_email="desk@example.org")
    return builders.registration(webinar, name="Zoë Müller", email="zoe@bücher.example")


def test_a_registered_person_gets_text_html_and_a_calendar_entry(registration):
    got = mail(registration, "registered")

    assert [part.get_content_type() for part in got.walk() if not part.is_multipart()] == [
        "text/plain",
        "text/html",
        "text/calendar",
        "text/calendar",
    ]
    assert got["Subject"] == "You are registered: Activation for recovery"
    assert got["To"] == "Zoë Müller <zoe@xn--bcher-kva.example>"
    assert got["Reply-To"] == "desk@example.org"
    assert got["From"].addresses[0].addr_spec == "webinars@example.org"
    assert got["Auto-Submitted"] == "auto-generated"
    assert got["List-Id"] == f"<{registration.webinar.slug}.webinars.example.org>"


def test_the_text_is_complete_by_itself(registration):
    words = text(mail(registration, "registered"))

    assert "Friday 25 September 2026, 10:00 to 11:30, Zurich (CEST, UTC+2)" in words
    assert "(Friday 25 September 2026, 08:00 to 09:30, UTC)" in words
    assert links.page_url(registration) in words
    assert registration.reference in words
    assert "You get this email because" in words


def test_the_times_are_given_in_the_readers_own_zone_too(registration):
    registration.time_zone = "Pacific/Auckland"

    words = text(mail(registration, "registered"))

    assert "(Friday 25 September 2026, 20:00 to 21:30, Auckland (NZST, UTC+12))" in words


def test_the_html_part_carries_its_rules_in_its_elements_and_asks_nothing_of_anyone(registration):
    html = mail(registration, "registered").get_body(("html",)).get_content()

    assert 'style="' in html
    assert "<img" not in html
    assert "<link" not in html
    assert "<script" not in html


def test_no_link_in_a_mail_is_longer_than_200_characters(registration):
    registration.pk = 2**62
    registration.link_version = 2**31 - 1

    assert len(links.page_url(registration)) <= 200


def test_the_calendar_entry_is_an_invitation_of_this_one_person(registration):
    (method, calendar), attached = calendars(mail(registration, "registered"))

    (event,) = calendar.walk("VEVENT")
    assert attached[1].to_ical() == calendar.to_ical()
    assert (method, calendar["METHOD"]) == ("REQUEST", "REQUEST")
    assert event["UID"] == registration.webinar.calendar_uid
    assert event["SEQUENCE"] == 0
    assert event["ORGANIZER"] == "mailto:webinars@example.org"
    assert event["ATTENDEE"] == "mailto:zoe@xn--bcher-kva.example"
    assert event["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    assert event["ATTENDEE"].params["RSVP"] == "FALSE"
    assert event["ATTENDEE"].params["CN"] == "Zoë Müller"
    assert event["DTSTART"].dt == START.astimezone(ZoneInfo("Europe/Zurich"))
    assert event["URL"] == event["CONFERENCE"] == links.join_url(registration)


def test_a_repeat_carries_the_same_entry(registration):
    builders.registration(registration.webinar, NOW + timedelta(minutes=1), email=registration.email)

    got = mail(registration, "already_registered")

    assert "You have a place already" in text(got)
    assert calendars(got)[0][1].walk("VEVENT")[0]["SEQUENCE"] == 0


def test_each_sitting_has_its_own_entry(registration):
    webinar = registration.webinar
    for number in (1, 2):
        start = START + timedelta(days=number - 1)
        Sitting.objects.create(
            webinar=webinar, number=number, starts_at=start, ends_at=start + timedelta(hours=2)
        )

    got = mail(registration, "registered")

    assert [part.get_filename() for part in got.iter_attachments()] == ["invite.ics", "invite-2.ics"]
    assert [calendar.walk("VEVENT")[0]["UID"] for _, calendar in calendars(got)[1:]] == [
        webinar.calendar_uid,
        f"{webinar.calendar_uid}-2",
    ]


def test_the_message_id_is_the_same_however_often_it_is_built(registration):
    message = registration.messages.get()

    assert parsed(message)["Message-ID"] == parsed(Message.objects.get(pk=message.pk))["Message-ID"]


def test_all_mails_to_one_person_about_one_webinar_are_one_thread(registration):
    seats.cancel(registration, NOW)

    threads = {parsed(message)["References"] for message in registration.messages.all()}

    assert threads == {f"<registration-{registration.reference}@example.org>"}


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "{{7*7}}", "%s%n", "A, B; C", '"Q" \\ x'])
def test_hostile_names_and_titles_stay_literal(name):
    webinar = builders.webinar(title=f"About {name}")

    got = mail(builders.registration(webinar, name=name), "registered")

    assert f"Dear {name}," in text(got)
    assert "<script>" not in got.get_body(("html",)).get_content()
    assert got["Subject"] == f"You are registered: About {name}"
    assert len(got["To"].addresses) == 1


def test_a_question_goes_to_the_contact_who_answers_the_visitor(registration):
    enquiry = enquiries.ask(
        {"name": "Ada: x@y.zz", "email": "ada@example.org", "subject": "Captions", "message": "<b>Any?</b>"},
        registration.webinar,
        "key",
        NOW,
    )

    got = parsed(enquiry.messages.get(kind="new_enquiry"))

    assert got["To"] == "desk@example.org"
    assert got["Reply-To"].addresses[0].addr_spec == "ada@example.org"
    assert got["From"].addresses[0].addr_spec == "webinars@example.org"
    assert got["Subject"] == f"Question {enquiry.reference}: Captions"
    assert "<b>Any?</b>" in text(got)
    assert "<b>Any?</b>" not in got.get_body(("html",)).get_content()


def test_the_acknowledgement_repeats_nothing_of_what_was_typed():
    enquiry = enquiries.ask(
        {"name": "Ada", "email": "ada@example.org", "subject": "Buy now", "message": "Cheap"}, None, "k", NOW
    )

    got = parsed(enquiry.messages.get(kind="enquiry_received"))

    assert enquiry.reference in text(got)
    assert "Cheap" not in str(got)
    assert "Buy now" not in str(got)
    assert got["Reply-To"] == Site.objects.get().contact_email


@pytest.mark.parametrize("kind", Message.Kind.values)
def test_each_kind_of_mail_has_its_builder_and_both_templates(kind):
    got = parsed(builders.unsaved_message(kind))

    assert text(got).strip()
    assert got.get_body(("html",)).get_content().strip()
