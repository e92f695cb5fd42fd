from datetime import timedelta

import pytest

from events.models import Webinar
from registrations import seats
from registrations.models import Admission
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db


def statuses(*registrations):
    for registration in registrations:
        registration.refresh_from_db()
    return [registration.status for registration in registrations]


def kinds(registration):
    return list(registration.messages.order_by("pk").values_list("kind", flat=True))


def deeds(registration):
    return list(registration.journal.values_list("deed", flat=True))


def test_who_comes_while_there_are_places_is_registered():
    registration = builders.registration(builders.admission(capacity=1).webinar)

    assert registration.status == "registered"
    assert kinds(registration) == ["registered"]
    assert deeds(registration) == ["registered"]
    assert registration.webinar.places.taken == 1


def test_who_comes_after_the_last_place_waits_in_order():
    webinar = builders.admission(capacity=0).webinar

    waiting = [builders.registration(webinar) for _ in range(3)]

    assert statuses(*waiting) == ["waitlisted"] * 3
    assert [registration.waitlist_number for registration in waiting] == [1, 2, 3]
    assert [registration.position() for registration in waiting] == [1, 2, 3]
    assert kinds(waiting[0]) == ["waitlisted"]


def test_a_webinar_without_a_limit_takes_everybody():
    webinar = builders.webinar()

    registrations = [builders.registration(webinar) for _ in range(5)]

    assert statuses(*registrations) == ["registered"] * 5
    assert webinar.places.taken == 5


def test_cancel_gives_the_place_to_whoever_waits_longest():
    webinar = builders.admission(capacity=1).webinar
    first, second, third = (builders.registration(webinar) for _ in range(3))

    seats.cancel(first, NOW + timedelta(hours=1))

    assert statuses(first, second, third) == ["cancelled", "registered", "waitlisted"]
    assert kinds(second) == ["waitlisted", "promoted"]
    assert deeds(second) == ["waitlisted", "promoted"]
    assert third.position() == 1
    assert webinar.places.taken == 1


def test_cancelling_twice_changes_nothing_more():
    webinar = builders.admission(capacity=1).webinar
    first, second, third = (builders.registration(webinar) for _ in range(3))

    seats.cancel(first, NOW)
    seats.cancel(first, NOW)

    assert statuses(first, second, third) == ["cancelled", "registered", "waitlisted"]
    assert kinds(first) == ["registered", "cancelled"]


def test_who_cancels_on_the_waitlist_frees_no_place():
    webinar = builders.admission(capacity=1).webinar
    first, second, third = (builders.registration(webinar) for _ in range(3))

    seats.cancel(second, NOW)

    assert statuses(first, second, third) == ["registered", "cancelled", "waitlisted"]
    assert webinar.places.taken == 1


def test_registering_again_after_cancelling_revives_the_same_row():
    webinar = builders.webinar()
    first = builders.registration(webinar, name="Ada", email="ada@example.org")
    seats.cancel(first, NOW)

    again = builders.registration(webinar, name="Ada Example", email="ADA@example.org")

    assert again.pk == first.pk
    assert again.name == "Ada Example"
    assert again.calendar_sequence == 2
    assert kinds(again) == ["registered", "cancelled", "registered"]


def test_registering_again_keeps_the_details_given_first_and_tells_the_owner_once_an_hour():
    webinar = builders.webinar()
    first = builders.registration(webinar, name="Ada", email="ada@example.org")

    for minutes in (1, 2, 59, 62):
        builders.registration(webinar, NOW + timedelta(minutes=minutes), name="Eve", email="Ada@Example.org")

    first.refresh_from_db()
    assert first.name == "Ada"
    assert kinds(first) == ["registered", "already_registered", "already_registered"]


def test_the_same_form_sent_twice_is_one_registration_and_one_mail():
    webinar = builders.webinar()
    details = builders.details(email="ada@example.org")

    first = seats.register(webinar, details, "key", NOW)
    second = seats.register(webinar, details, "key", NOW)

    assert first.pk == second.pk
    assert kinds(first) == ["registered"]


def test_the_same_form_sent_again_after_closing_is_no_refusal():
    admission = builders.admission(closes_at=NOW + timedelta(hours=1))
    details = builders.details()
    first = seats.register(admission.webinar, details, "key", NOW)

    assert seats.register(admission.webinar, details, "key", NOW + timedelta(hours=2)).pk == first.pk


@pytest.mark.parametrize(
    ("webinar", "admission"),
    [
        pytest.param({}, {"opens_at": NOW + timedelta(minutes=1)}, id="not open yet"),
        pytest.param({}, {"closes_at": NOW}, id="closed"),
        pytest.param({"ends_at": NOW, "starts_at": NOW - timedelta(hours=1)}, {}, id="over"),
        pytest.param({"status": "cancelled", "status_reason": "Illness"}, {}, id="cancelled"),
        pytest.param({"status": "postponed"}, {}, id="postponed"),
        pytest.param({"status": "draft"}, {}, id="draft"),
        pytest.param(
            {"ends_at": NOW, "starts_at": NOW - timedelta(hours=1)},
            {"closes_at": NOW + timedelta(days=1)},
            id="over though its closing time is later",
        ),
    ],
)
def test_a_webinar_that_takes_no_registrations_refuses(webinar, admission):
    webinar = builders.webinar(**webinar)
    builders.admission(webinar=webinar, **admission)

    with pytest.raises(seats.RegistrationClosed):
        builders.registration(webinar)

    assert not webinar.registrations.exists()


def test_the_state_that_counts_is_the_one_under_the_lock():
    webinar = builders.webinar()
    Webinar.objects.filter(pk=webinar.pk).update(status="cancelled", status_reason="Illness")

    with pytest.raises(seats.RegistrationClosed):
        builders.registration(webinar)


def test_raising_the_capacity_promotes_in_order_and_lowering_it_throws_nobody_out():
    admission = builders.admission(capacity=1)
    webinar = admission.webinar
    registrations = [builders.registration(webinar) for _ in range(4)]

    Admission.objects.update(capacity=3)
    seats.refill(webinar, NOW)
    assert statuses(*registrations) == ["registered", "registered", "registered", "waitlisted"]

    Admission.objects.update(capacity=2)
    seats.refill(webinar, NOW)
    assert statuses(*registrations) == ["registered", "registered", "registered", "waitlisted"]

    seats.cancel(registrations[0], NOW)
    assert statuses(*registrations) == ["cancelled", "registered", "registered", "waitlisted"]


def test_nobody_is_promoted_into_a_webinar_that_is_over_or_cancelled():
    admission = builders.admission(capacity=0)
    waiting = builders.registration(admission.webinar)
    Admission.objects.update(capacity=1)

    seats.refill(admission.webinar, admission.webinar.ends_at)
    assert statuses(waiting) == ["waitlisted"]

    Webinar.objects.update(status="cancelled", status_reason="Illness")
    seats.refill(admission.webinar, NOW)
    assert statuses(waiting) == ["waitlisted"]


def test_registering_takes_eight_queries(django_assert_num_queries):
    webinar = builders.admission(capacity=100).webinar
    builders.registration(webinar)

    # savepoint, lock, webinar, address, registration, journal, mails, message, places, savepoint
    with django_assert_num_queries(8):
        builders.registration(webinar)
