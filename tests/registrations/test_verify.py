"""Each rule of verify holds for what the verbs do, and is proven able to fail."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from events.models import Webinar
from registrations import seats, verify
from registrations.models import Admission, Places, Registration
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def webinar():
    return builders.full_webinar()


def drop(constraint):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE registrations_registration DROP CONSTRAINT IF EXISTS {constraint}")
        cursor.execute(f"DROP INDEX IF EXISTS {constraint}")


def test_what_the_verbs_do_is_right(webinar):
    assert verify.complaints(NOW) == []


def test_states_with_confirmation_and_approval_are_right(webinar):
    other = builders.admission(asks_confirmation=True, asks_approval=True, capacity=3).webinar
    held, confirmed, approved = (builders.registration(other) for _ in range(3))
    seats.confirm(confirmed, NOW)
    seats.confirm(approved, NOW)
    seats.approve(approved, NOW, None)
    seats.expire(held, NOW)
    declined = builders.registration(other)
    seats.confirm(declined, NOW)
    seats.decline(declined, NOW, None)
    seats.cancel(confirmed, NOW)
    seats.come_back(confirmed, NOW)

    assert verify.complaints(NOW) == []


def test_places_counted_wrongly_are_found(webinar):
    Places.objects.update(taken=1)

    assert list(verify.places_are_counted(NOW)) == [
        f"Webinar {webinar.pk}: 1 places are counted as taken, but 2 are."
    ]


def test_places_that_are_not_counted_at_all_are_found(webinar):
    Places.objects.all().delete()

    assert list(verify.places_are_counted(NOW)) == [
        f"Webinar {webinar.pk}: 0 places are counted as taken, but 2 are."
    ]


ABOVE = "Webinar %d: 2 of 1 places are taken, and nobody lowered the number."


def test_places_above_the_capacity_are_found(webinar):
    Admission.objects.update(capacity=1)

    assert list(verify.nobody_is_seated_above_the_capacity(NOW)) == [ABOVE % webinar.pk]


def lower(webinar, at, fields=("capacity",)):
    """Lower the capacity, with a trail that tells of these fields only."""
    admission = Admission.objects.get(webinar=webinar)
    admission.capacity = 1 if "capacity" in fields else admission.capacity
    admission._history_date = at
    admission.save()
    Admission.objects.update(capacity=1)


def test_an_organiser_may_lower_the_capacity(webinar):
    lower(webinar, NOW + timedelta(hours=1))

    assert list(verify.nobody_is_seated_above_the_capacity(NOW)) == []


@pytest.mark.parametrize(
    ("at", "fields"),
    [(NOW - timedelta(hours=1), ["capacity"]), (NOW + timedelta(hours=1), ["opens_at"])],
    ids=["somebody got a place afterwards", "another field was changed"],
)
def test_what_does_not_explain_too_many_places_is_no_excuse(webinar, at, fields):
    lower(webinar, at, fields)

    assert list(verify.nobody_is_seated_above_the_capacity(NOW)) == [ABOVE % webinar.pk]


def test_approving_who_held_a_place_before_the_lowering_is_right():
    webinar = builders.admission(capacity=2, asks_approval=True).webinar
    people = [builders.registration(webinar) for _ in range(2)]
    lower(webinar, NOW + timedelta(hours=1))
    seats.approve(people[0], NOW + timedelta(hours=2), None)

    assert list(verify.nobody_is_seated_above_the_capacity(NOW)) == []


ORDER = "Webinar %d: the numbers of the waitlist are not in the order of arrival."


def test_a_waitlist_out_of_order_is_found(webinar):
    first, second = webinar.registrations.waiting()
    numbers = first.waitlist_number, second.waitlist_number
    for person, number in [(first, 90), (second, numbers[0]), (first, numbers[1])]:
        Registration.objects.filter(pk=person.pk).update(waitlist_number=number)

    assert list(verify.who_waits_is_numbered_in_the_order_of_the_lock(NOW)) == [ORDER % webinar.pk]


def test_a_number_that_was_never_given_is_found(webinar):
    last = webinar.registrations.waiting().last()
    Registration.objects.filter(pk=last.pk).update(waitlist_number=90)

    assert list(verify.who_waits_is_numbered_in_the_order_of_the_lock(NOW)) == [ORDER % webinar.pk]


def test_one_number_given_twice_is_found(webinar):
    drop("waitlist_number_is_given_once_per_webinar")
    webinar.registrations.waiting().update(waitlist_number=3)

    assert list(verify.who_waits_is_numbered_in_the_order_of_the_lock(NOW)) == [ORDER % webinar.pk]


def test_a_place_left_free_while_somebody_waits_is_found(webinar):
    Admission.objects.update(capacity=3)

    assert list(verify.nobody_waits_while_a_place_is_free(NOW)) == [
        f"Webinar {webinar.pk}: somebody waits although a place is free."
    ]


@pytest.mark.parametrize("state", ["over", "postponed"])
def test_after_the_end_or_while_postponed_nobody_is_promoted(webinar, state):
    Admission.objects.update(capacity=3)
    if state == "postponed":
        Webinar.objects.update(status="postponed")

    now = webinar.ends_at if state == "over" else NOW
    assert list(verify.nobody_waits_while_a_place_is_free(now)) == []


TWICE = "Webinar %d: one address is registered more than once."


def test_an_address_registered_twice_is_found(webinar):
    drop("one_registration_per_webinar_and_email")
    first, second = webinar.registrations.attendees()
    Registration.objects.filter(pk=second.pk).update(email=first.email.upper())

    assert list(verify.one_address_registers_once(NOW)) == [TWICE % webinar.pk]


def test_an_address_written_in_two_ways_is_found(webinar):
    first, second = webinar.registrations.attendees()
    Registration.objects.filter(pk=first.pk).update(email="ada@bücher.example")
    Registration.objects.filter(pk=second.pk).update(email="ada@xn--bcher-kva.example")

    assert list(verify.one_address_registers_once(NOW)) == [TWICE % webinar.pk]


def test_each_rule_has_its_place_in_the_list():
    own = [
        value
        for value in vars(verify).values()
        if callable(value)
        and getattr(value, "__module__", "") == verify.__name__
        and value.__code__.co_varnames[:1] == ("now",)
        and value is not verify.complaints
    ]

    assert own == verify.RULES


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_command_says_what_is_wrong_and_ends_with_1(capsys):
    webinar = builders.coming_webinar()
    builders.registration(webinar, now=timezone.now())

    call_command("verify")
    assert capsys.readouterr().out == "All is well: 13 rules hold.\n"
    Places.objects.update(taken=2)

    with pytest.raises(SystemExit) as end:
        call_command("verify")

    assert end.value.code == 1
    assert capsys.readouterr().err == f"Webinar {webinar.pk}: 2 places are counted as taken, but 1 are.\n"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_without_a_database_the_command_says_so_in_a_sentence(monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nowhere")
    connection.close()

    with pytest.raises(CommandError, match="The database does not answer: start it"):
        call_command("verify")
