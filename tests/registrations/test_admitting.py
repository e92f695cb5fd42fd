"""A webinar with its admission and places comes in one statement as Django would fetch it."""

import pytest
from django.db import transaction
from django.http import Http404

from events.models import Webinar
from registrations.admitting import fresh, locked, public_webinar
from registrations.models import Admission, Places
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db


def loaded(row):
    return {field.attname: vars(row).get(field.attname) for field in row._meta.concrete_fields}


def test_each_field_is_the_one_that_django_fetches(django_assert_num_queries):
    webinar = builders.admission(
        capacity=3, opens_at=NOW, groups="One\nTwo", room_url="https://example.org/room", reminders=[60]
    ).webinar
    builders.registration(webinar)
    expected = [Webinar.objects.get(), Admission.objects.get(), Places.objects.get()]

    with django_assert_num_queries(1):
        found = public_webinar(webinar.slug)
        rows = [found, found.admission, found.places]
        back = [found.admission.webinar is found, found.places.webinar is found]

    assert list(map(loaded, rows)) == list(map(loaded, expected))
    assert [back, found.asks_questions] == [[True, True], False]


def test_the_one_under_the_lock_brings_no_places_that_grow_old():
    webinar = builders.admission(capacity=3).webinar
    builders.registration(webinar)
    found = fresh(webinar)
    Places.objects.update(taken=2)

    assert [found.admission.capacity, found.places.taken] == [3, 2]


def test_who_has_the_address_comes_along_in_any_case_of_letters(django_assert_num_queries):
    webinar = builders.admission(capacity=3).webinar
    builders.registration(webinar, email="Ada@example.org", country="CH")
    builders.registration(builders.webinar(), email="grace@example.org")
    expected = webinar.registrations.get()

    with django_assert_num_queries(2):
        places, found, ada = locked(webinar, "ADA@example.org")
        nobody = locked(webinar, "grace@example.org")[2]

    assert loaded(ada) == loaded(expected)
    assert [ada.webinar is found, nobody, places.taken] == [True, None, 1]


def test_places_that_no_row_counts_yet_are_made_and_locked():
    places, webinar, _nobody = locked(builders.webinar(), "ada@example.org")

    assert (places.taken, places.last_waitlist_number, places.webinar_id) == (0, 0, webinar.pk)
    assert Places.objects.get() == places


def test_a_webinar_that_is_gone_is_said_to_be_gone():
    webinar = builders.webinar()
    Webinar.objects.all().delete()

    with pytest.raises(Webinar.DoesNotExist), transaction.atomic():
        locked(webinar, "ada@example.org")


def test_a_webinar_without_admission_and_places_has_the_usual_ones():
    found = public_webinar(builders.webinar().slug)

    assert [Admission.of(found).capacity, Places.of(found).taken] == [None, 0]
    assert Admission.of(found).webinar is found


def test_own_questions_are_announced():
    webinar = builders.webinar()
    webinar.questions.create(kind="short", text="Why?", why="So.")

    assert public_webinar(webinar.slug).asks_questions is True


def test_a_draft_is_not_found():
    with pytest.raises(Http404):
        public_webinar(builders.webinar(status="draft").slug)
