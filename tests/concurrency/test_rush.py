"""Hundreds at once, on the real database: exact counts, one order, nobody lost."""

from functools import partial

import pytest

from registrations import seats, text
from registrations.models import Message, Registration
from registrations.patience import patiently
from tests import builders
from tests.builders import NOW
from tests.concurrency.rushing import AT_ONCE, IS_LONG, deeds, register
from tests.concurrency.threads import ROUNDS, SPELLINGS, errors, in_crowd
from tests.invariants import verified

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def rush(webinar, people):
    """Register them, 50 at once, and return those that got a place and those that wait, in order."""
    results = in_crowd(partial(register, webinar), range(people), AT_ONCE)

    assert errors(results) == []
    assert len({result.pk for result in results}) == people
    return webinar.registrations.attendees(), webinar.registrations.waiting()


@pytest.mark.parametrize("turn", range(20 if IS_LONG else 1))
def test_a_rush_gives_each_place_once_and_numbers_who_waits(turn):
    """C01"""
    people, capacity = (500, 100) if IS_LONG else (150, 30)
    webinar = builders.admission(capacity=capacity).webinar

    seated, waiting = rush(webinar, people)

    assert seated.count() == webinar.places.taken == capacity
    assert list(waiting.values_list("waitlist_number", flat=True)) == list(range(1, people - capacity + 1))
    assert list(waiting.values_list("pk", flat=True)) == deeds(webinar, "waitlisted")
    assert Message.objects.filter(kind="registered").count() == capacity
    assert Message.objects.filter(kind="waitlisted").count() == people - capacity
    verified()


@pytest.mark.parametrize(
    ("capacity", "places"), [(1, 1), (0, 0), (None, None)], ids=["one", "none", "no limit"]
)
def test_for_the_last_place_there_is_one_and_for_none_there_is_nobody(capacity, places):
    """C03"""
    people = 200 if IS_LONG else 60
    places = people if places is None else places
    webinar = builders.admission(capacity=capacity).webinar

    seated, waiting = rush(webinar, people)

    assert seated.count() == webinar.places.taken == places
    assert list(waiting.values_list("waitlist_number", flat=True)) == list(range(1, people - places + 1))
    verified()


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_one_address_in_many_spellings_is_one_registration(turn):
    """C04: each spelling as the form hands it on."""
    webinar = builders.webinar()
    people = 100 if IS_LONG else 50

    def act(n):
        person = builders.details(email=text.address(SPELLINGS[n % len(SPELLINGS)]))
        return patiently(seats.register, webinar, person, f"form-{n}", NOW)

    results = in_crowd(act, range(people), AT_ONCE)

    assert errors(results) == []
    assert {result.pk for result in results} == {webinar.registrations.get().pk}
    assert webinar.places.taken == 1
    kinds = sorted(Message.objects.values_list("kind", flat=True))
    assert kinds in (["registered"], ["already_registered", "registered"])
    verified()


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_one_form_sent_fifty_times_is_one_registration_and_one_mail(turn):
    """C05"""
    webinar = builders.admission(capacity=1).webinar

    results = in_crowd(lambda _: register(webinar, 1, form="one"), range(50), AT_ONCE)

    assert errors(results) == []
    assert {result.pk for result in results} == {webinar.registrations.get().pk}
    assert list(Message.objects.values_list("kind", flat=True)) == ["registered"]
    verified()


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_who_waits_longest_gets_what_others_give_back_while_more_arrive(turn):
    """C06"""
    n = 50 if IS_LONG else 20
    webinar = builders.admission(capacity=2 * n).webinar
    seated = [builders.registration(webinar) for _ in range(2 * n)]
    waiting = [builders.registration(webinar) for _ in range(2 * n)]
    leaving = [partial(patiently, seats.cancel, registration, NOW) for registration in seated[:n]]
    coming = [partial(register, webinar, number) for number in range(10_000, 10_000 + n)]
    acts = [act for pair in zip(leaving, coming, strict=True) for act in pair]

    results = in_crowd(lambda act: act(), acts, AT_ONCE)

    assert errors(results) == []
    assert webinar.registrations.attendees().count() == webinar.places.taken == 2 * n
    first = [registration.pk for registration in waiting[:n]]
    assert deeds(webinar, "promoted") == first
    told = Message.objects.filter(kind="promoted").order_by("pk").values_list("registration", flat=True)
    assert list(told) == first
    assert sorted(deeds(webinar, "cancelled")) == [registration.pk for registration in seated[:n]]
    assert set(Registration.objects.filter(pk__in=deeds(webinar, "cancelled")).values_list("status")) == {
        ("cancelled",)
    }
    still_waiting = webinar.registrations.waiting().values_list("waitlist_number", flat=True)
    assert list(still_waiting) == list(range(n + 1, 3 * n + 1))
    verified()
