"""How many mails to one address anonymous forms can cause."""

from datetime import timedelta

import pytest

from registrations import enquiries, limits, outbox, personal_links, seats, visitor_form
from registrations.models import Message
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def webinar():
    return builders.coming_webinar()


def to_be_sent(kind=None):
    waiting = Message.objects.waiting()
    return (waiting.filter(kind=kind) if kind else waiting).count()


@pytest.mark.parametrize(
    "asks", [{}, {"asks_confirmation": True}, {"asks_approval": True}, {"capacity": 0}], ids=str
)
def test_a_hundred_registrations_of_one_address_are_three_mails_a_day(asks):
    """B28: a stranger registers a victim again and again, for 23 hours."""
    webinar = builders.admission(**asks).webinar
    for n in range(100):
        builders.registration(webinar, NOW + timedelta(hours=23) * n / 100, email="ada@example.org")

    assert to_be_sent() == 3


def test_all_forms_together_are_three_mails_about_a_webinar(webinar):
    """B28"""
    for hour in range(5):
        now = NOW + timedelta(hours=hour)
        builders.registration(webinar, now, email="ada@example.org")
        personal_links.send("Ada@Example.org", webinar, now)
        ask("ada@example.org", webinar, now)

    assert Message.objects.waiting().exclude(kind="new_enquiry").count() == 3
    assert to_be_sent("new_enquiry") == 5


def ask(email, webinar, now):
    details = {"name": "Ada", "email": email, "subject": "", "message": "Why?"}
    return enquiries.ask(details, webinar, visitor_form.new_key(), now)


def test_an_address_registered_at_a_hundred_webinars_gets_ten_mails():
    """B28: each registration is stored; what is not sent is kept for organisers to see and to send."""
    registrations = [
        builders.registration(builders.webinar(), NOW + timedelta(minutes=n), email="ada@example.org")
        for n in range(100)
    ]

    assert {registration.status for registration in registrations} == {"registered"}
    assert to_be_sent() == 10
    assert Message.objects.exclude(failed_at=None).filter(last_error__startswith="Not sent: ").count() == 90

    outbox.send_again(registrations[50].messages.all(), NOW)
    assert to_be_sent() == 11


@pytest.mark.parametrize("email", ["ADA@example.org", "ada+webinars@example.org"])
def test_another_spelling_of_a_mailbox_is_the_same_mailbox(email):
    """B28"""
    assert limits.address_key(email) == limits.address_key("ada@example.org")
    assert limits.address_key(email) != limits.address_key("eda@example.org")


def test_after_a_day_the_address_gets_mails_again(webinar):
    """B28"""
    for hour in range(4):
        builders.registration(webinar, NOW + timedelta(hours=hour), email="ada@example.org")
    assert to_be_sent() == 3

    builders.registration(webinar, NOW + timedelta(hours=24, minutes=1), email="ada@example.org")

    assert to_be_sent() == 4


def test_organisers_clock_and_holders_are_never_limited():
    """B28: what a stranger caused does not keep their mails back."""
    admission = builders.admission(capacity=1, asks_approval=True)
    webinar = admission.webinar
    victim = builders.registration(webinar, NOW, email="ada@example.org")
    for hour in range(1, 6):
        builders.registration(webinar, NOW + timedelta(hours=hour), email="ada@example.org")
    assert victim.messages.waiting().count() == 3

    seats.approve(victim, NOW + timedelta(hours=7), by=None)
    seats.cancel(victim, NOW + timedelta(hours=8))

    kinds = list(victim.messages.waiting().order_by("pk").values_list("kind", flat=True))
    assert kinds[3:] == ["registered", "cancelled"]
