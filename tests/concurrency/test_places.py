"""Registering and cancelling at the same time, on the real database."""

from threading import Barrier

import pytest

from registrations import seats, verify
from registrations.models import Admission, Message, Places, Registration
from tests import builders
from tests.builders import NOW
from tests.concurrency.threads import PATIENCE, ROUNDS, at_once
from tests.invariants import verified

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def register(webinar):
    return lambda n: builders.registration(webinar, email=f"person-{n}@example.org")


def errors(results):
    return [result for result in results if isinstance(result, Exception)]


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_twelve_people_for_three_places_give_three_places(turn):
    webinar = builders.admission(capacity=3).webinar

    results = at_once(register(webinar), range(12))

    assert errors(results) == []
    assert webinar.registrations.attendees().count() == 3
    assert list(webinar.registrations.waiting().values_list("waitlist_number", flat=True)) == list(
        range(1, 10)
    )
    assert webinar.places.taken == 3
    verified()


def test_without_the_lock_places_are_oversold(monkeypatch):
    """C02, the negative control: it shows that the tests of this file can fail."""
    webinar = builders.admission(capacity=3).webinar
    Places.objects.create(webinar=webinar)
    all_have_read = Barrier(12)

    def read_without_lock(webinar, email):
        places = Places.objects.get(webinar=webinar)
        all_have_read.wait(PATIENCE)
        return places, seats.fresh(webinar), None

    monkeypatch.setattr(seats, "locked", read_without_lock)
    at_once(register(webinar), range(12))

    assert webinar.registrations.attendees().count() > 3
    assert verify.complaints(NOW) != []


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_one_address_eight_times_at_once_is_one_registration(turn):
    webinar = builders.webinar()
    spellings = ["ada@example.org", "Ada@Example.org", "ADA@EXAMPLE.ORG", "ada@EXAMPLE.org"] * 2

    results = at_once(lambda email: builders.registration(webinar, email=email), spellings)

    assert errors(results) == []
    assert webinar.registrations.count() == 1
    assert Message.objects.filter(kind="registered").count() == 1
    assert Message.objects.filter(kind="already_registered").count() <= 1
    assert webinar.places.taken == 1
    verified()


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_one_form_sent_eight_times_at_once_is_one_registration_and_one_mail(turn):
    webinar = builders.webinar()
    details = builders.details()

    results = at_once(lambda _: seats.register(webinar, details, "key", NOW), range(8))

    assert errors(results) == []
    assert {result.pk for result in results} == {webinar.registrations.get().pk}
    assert list(Message.objects.values_list("kind", flat=True)) == ["registered"]
    verified()


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_cancelling_and_registering_at_once_keeps_the_webinar_full(turn):
    webinar = builders.admission(capacity=5).webinar
    seated = [builders.registration(webinar) for _ in range(5)]
    waiting = [builders.registration(webinar) for _ in range(5)]

    def act(n):
        return seats.cancel(seated[n], NOW) if n < 5 else register(webinar)(n)

    results = at_once(act, range(10))

    assert errors(results) == []
    promoted = Registration.objects.filter(pk__in=[person.pk for person in waiting], status="registered")
    assert promoted.count() == 5
    assert webinar.registrations.attendees().count() == webinar.places.taken == 5
    assert Message.objects.filter(kind="promoted").count() == 5
    verified()


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_one_registration_cancelled_eight_times_at_once_frees_one_place(turn):
    webinar = builders.admission(capacity=1).webinar
    first, second, third = (builders.registration(webinar) for _ in range(3))

    results = at_once(lambda _: seats.cancel(Registration.objects.get(pk=first.pk), NOW), range(8))

    assert sorted(map(bool, results)) == [False] * 7 + [True]
    second.refresh_from_db()
    third.refresh_from_db()
    assert (second.status, third.status) == ("registered", "waitlisted")
    verified()


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_raising_the_capacity_while_people_register_oversells_nothing(turn):
    admission = builders.admission(capacity=3)
    webinar = admission.webinar

    def act(n):
        if n:
            return register(webinar)(n)
        Admission.objects.update(capacity=6)
        return seats.refill(webinar, NOW)

    assert errors(at_once(act, range(13))) == []

    assert webinar.registrations.attendees().count() == webinar.places.taken == 6
    assert webinar.registrations.waiting().count() == 6
    verified()
