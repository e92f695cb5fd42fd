"""Acts on many registrations at once: asked first where it matters, told with what was skipped and why."""

import pytest
from django.urls import reverse

from registrations import erasure, seats, verify
from tests import builders
from tests.builders import NOW
from tests.registrations.test_admin import LIST, act

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser(client):
    client.force_login(builders.user())
    return client


def statuses(*registrations):
    for registration in registrations:
        registration.refresh_from_db()
    return [registration.status for registration in registrations]


def pending(number):
    webinar = builders.admission(webinar=builders.coming_webinar(), asks_approval=True).webinar
    return [builders.registration(webinar) for _ in range(number)]


def test_many_are_approved_and_those_skipped_are_told_by_their_state(organiser):
    people = pending(5)
    seats.approve(people[0], NOW, None)
    seats.approve(people[1], NOW, None)
    seats.cancel(people[2], NOW)

    page = act(organiser, "approve", *people)

    assert "2 registrations approved and told by mail. 3 skipped" in page
    assert "3 skipped because of their status: Registered (2), Cancelled (1)." in page
    assert statuses(*people) == ["registered", "registered", "cancelled", "registered", "registered"]
    assert verify.complaints(NOW) == []


@pytest.mark.parametrize(
    ("action", "after"), [("approve", "registered"), ("decline", "declined"), ("cancel", "cancelled")]
)
def test_before_many_get_a_mail_one_is_asked(organiser, action, after):
    people = pending(2)

    page = act(organiser, action, *people, sure=False)

    assert statuses(*people) == ["pending", "pending"]
    assert "2 people, each gets a mail" in page
    assert all(person.reference in page for person in people)
    told = {"approve": "approved", "decline": "declined", "cancel": "cancelled"}[action]
    assert f"2 registrations {told} and told by mail." in act(organiser, action, *people)
    assert statuses(*people) == [after, after]
    assert people[0].journal.last().by.email == "organiser@example.org"


def test_after_many_are_cancelled_one_is_told_how_many_moved_up(organiser):
    webinar = builders.admission(webinar=builders.coming_webinar(), capacity=2).webinar
    people = [builders.registration(webinar) for _ in range(5)]

    page = act(organiser, "cancel", *people[:2], sure=True)

    assert "told by mail. 2 people moved up from the waitlist and are told by mail." in page


def test_those_who_will_be_skipped_are_told_before_anything_is_done(organiser):
    people = pending(3)
    seats.approve(people[0], NOW, None)

    page = act(organiser, "approve", *people, sure=False)

    assert "Approve: 2 people, each gets a mail" in page
    assert "1 more is chosen and is skipped because of its status." in page
    assert people[0].reference not in page


@pytest.mark.parametrize("action", ["send_link", "renew_link"])
def test_before_links_go_to_many_one_is_asked(organiser, action):
    people = pending(2)

    assert "2 people, each gets a mail" in act(organiser, action, *people, sure=False)
    assert not people[0].messages.filter(kind="personal_link").exists()


def test_nothing_is_done_when_all_are_skipped(organiser):
    (person,) = pending(1)
    act(organiser, "cancel", person)

    page = act(organiser, "cancel", person)

    assert "Nothing was done. 1 skipped because of their status: Cancelled (1)." in page
    assert person.messages.filter(kind="cancelled").count() == 1


def test_links_go_to_those_who_have_or_await_a_place(organiser):
    first, second, third = pending(3)
    seats.cancel(second, NOW)
    erasure.erase(third, NOW)

    for action, told in [
        ("send_link", "goes to 1 person by mail"),
        ("renew_link", "of 1 person are invalid"),
    ]:
        page = act(organiser, action, first, third)
        assert told in page
        assert " 1 skipped because of their status: Data erased (1)." in page
    assert "1 skipped because of their status: Cancelled (1)." in act(organiser, "send_link", second)
    assert first.messages.filter(kind="personal_link").count() == 2


@pytest.mark.parametrize("action", ["approve", "cancel"])
def test_too_many_at_once_are_refused_before_anything_is_done(organiser, monkeypatch, action):
    monkeypatch.setattr("registrations.admin.bulk.MOST", 2)
    people = pending(3)

    page = act(organiser, action, *people, sure=False)

    assert "Nothing was done: choose at most 2 at once." in page
    assert statuses(*people) == ["pending"] * 3


def test_an_act_keeps_to_the_filter_of_the_list(organiser):
    people = pending(2)
    data = {"action": "cancel", "_selected_action": [person.pk for person in people], "sure": "yes"}

    organiser.post(reverse(LIST) + "?status__exact=registered", data)

    assert statuses(*people) == ["pending", "pending"]
