"""Webinars that ask for a confirmed address, or approve each registration."""

from datetime import timedelta

import pytest
from django.utils import timezone

from registrations import links, mails, seats, sweep
from registrations.models import Admission, Registration
from registrations.outcomes import Left
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db


def statuses(*registrations):
    return [Registration.objects.get(pk=registration.pk).status for registration in registrations]


def kinds(registration):
    return list(registration.messages.order_by("pk").values_list("kind", flat=True))


def asking(**fields):
    return builders.admission(**fields).webinar


def test_an_address_to_be_confirmed_holds_a_place_for_a_day():
    webinar = asking(asks_confirmation=True, capacity=1)
    first, second = (builders.registration(webinar) for _ in range(2))

    assert statuses(first, second) == ["unconfirmed", "waitlisted"]
    assert first.held_until == NOW + timedelta(hours=24)
    assert kinds(first) == ["confirm_address"]


def test_near_the_start_the_place_is_held_for_less():
    admission = builders.admission(asks_confirmation=True)
    start = admission.webinar.starts_at

    assert admission.hold(start - timedelta(hours=4)) == timedelta(hours=1)
    assert admission.hold(start + timedelta(minutes=5)) == timedelta(minutes=15)


def test_confirming_gives_the_place_once():
    registration = builders.registration(asking(asks_confirmation=True))

    assert seats.confirm(registration, NOW) is True
    assert seats.confirm(registration, NOW) is True

    assert statuses(registration) == ["registered"]
    assert kinds(registration) == ["confirm_address", "registered"]


def test_a_place_nobody_confirmed_goes_to_the_waitlist_and_nobody_is_told():
    webinar = asking(asks_confirmation=True, capacity=1)
    first, second = (builders.registration(webinar) for _ in range(2))

    sweep.put_right(NOW + timedelta(hours=23))
    assert statuses(first, second) == ["unconfirmed", "waitlisted"]
    sweep.put_right(NOW + timedelta(hours=24))

    assert statuses(first, second) == ["cancelled", "registered"]
    assert kinds(first) == ["confirm_address"]
    assert first.journal.last().deed == "expired"
    assert seats.confirm(first, NOW + timedelta(hours=25)) is False
    assert webinar.places.taken == 1


def test_after_approval_and_not_before_there_is_a_place():
    webinar = asking(asks_approval=True)
    registration = builders.registration(webinar)

    assert statuses(registration) == ["pending"]
    assert seats.approve(registration, NOW, None) is True
    assert seats.approve(registration, NOW, None) is False
    assert statuses(registration) == ["registered"]
    assert kinds(registration) == ["request_received", "registered"]


def test_declining_frees_the_place_and_stays():
    webinar = asking(asks_approval=True, capacity=1)
    first, second = (builders.registration(webinar) for _ in range(2))

    assert seats.decline(first, NOW, None) == Left(moved_up=1)
    builders.registration(webinar, NOW + timedelta(hours=2), email=first.email)

    assert statuses(first, second) == ["declined", "pending"]
    assert kinds(first) == ["request_received", "declined", "declined"]
    assert kinds(second) == ["waitlisted", "request_received"]
    assert webinar.places.taken == 1


def test_both_are_asked_one_after_the_other():
    registration = builders.registration(asking(asks_confirmation=True, asks_approval=True))

    seats.confirm(registration, NOW)

    assert statuses(registration) == ["pending"]


def test_a_second_try_before_confirming_gets_the_mail_again_at_most_once_an_hour():
    webinar = asking(asks_confirmation=True)
    first = builders.registration(webinar)
    for minutes in (5, 61, 70):
        builders.registration(webinar, NOW + timedelta(minutes=minutes), email=first.email)

    assert kinds(first) == ["confirm_address", "confirm_address"]


def test_raising_the_capacity_of_a_webinar_with_approval_promotes_to_pending():
    webinar = asking(asks_approval=True, capacity=0)
    registration = builders.registration(webinar)
    Admission.objects.update(capacity=1)

    seats.refill(webinar, NOW)

    assert statuses(registration) == ["pending"]
    assert list(registration.journal.values_list("deed", flat=True)) == ["waitlisted", "moved_up"]
    body = mails.build(registration.messages.get(kind="request_received"), NOW).body
    assert "a place has become free, and we hold it for you." in body


def test_whom_organisers_added_moves_up_without_approval():
    webinar = asking(capacity=0)
    added = seats.add(webinar, builders.details(), NOW, builders.user())
    Admission.objects.update(asks_approval=True, capacity=1)

    seats.refill(webinar, NOW)

    assert statuses(added) == ["registered"]
    assert kinds(added) == ["waitlisted", "promoted"]
    assert list(added.journal.values_list("deed", flat=True)) == ["waitlisted", "promoted"]


@pytest.mark.parametrize(("by_organisers", "status"), [(False, "registered"), (True, "pending")])
def test_who_was_approved_and_comes_back_is_approved_again_only_after_organisers_cancelled(
    by_organisers, status
):
    webinar, organiser = asking(asks_approval=True), builders.user()
    registration = builders.registration(webinar)
    seats.approve(registration, NOW, organiser)
    seats.cancel(registration, NOW, organiser if by_organisers else None)

    seats.come_back(registration, NOW)

    assert statuses(registration) == [status]


def test_whoever_registers_anew_with_a_known_address_is_to_be_approved():
    webinar = asking(asks_approval=True)
    added = seats.add(webinar, builders.details(), NOW, builders.user())
    seats.cancel(added, NOW)

    builders.registration(webinar, email=added.email)

    assert statuses(added) == ["pending"]


@pytest.mark.parametrize(
    ("asks_approval", "page_says", "mail_says"),
    [(False, "you get it at once", "you get a place at once"), (True, *["the organisers then decide"] * 2)],
)
def test_who_waits_is_told_who_decides_in_the_end(client, asks_approval, page_says, mail_says):
    admission = builders.admission(webinar=builders.coming_webinar(), asks_approval=asks_approval, capacity=0)
    registration = builders.registration(admission.webinar, timezone.now())

    mail = mails.build(registration.messages.get(), NOW)
    texts = [mail.body, mail.html]
    pages = [client.get(path(registration)).text for path in (links.page_path, links.join_path)]

    assert all(mail_says in text for text in texts)
    assert page_says in pages[0]
    assert ("the organisers then decide" in pages[1]) == asks_approval


def test_the_link_of_the_mail_asks_and_the_button_confirms(client):
    """B33"""
    webinar = builders.admission(webinar=builders.coming_webinar(), asks_confirmation=True).webinar
    registration = builders.registration(webinar, timezone.now())
    path = links.confirm_url(registration).removeprefix("http://localhost:8000")

    for method in (client.get, client.head, client.options):
        method(path)
    assert statuses(registration) == ["unconfirmed"]
    assert "Confirm your address" in client.get(path).content.decode()

    answer = client.post(path)

    assert answer.url == links.page_path(registration)
    assert statuses(registration) == ["registered"]
    assert "Your address is confirmed" in client.get(path).content.decode()


def test_a_confirm_link_after_the_time_says_what_to_do(client):
    webinar = builders.admission(webinar=builders.coming_webinar(), asks_confirmation=True).webinar
    registration = builders.registration(webinar, timezone.now())
    seats.expire(registration, timezone.now())

    page = client.get(links.confirm_url(registration)).content.decode()

    assert "This place is no longer held" in page
