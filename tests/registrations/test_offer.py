from datetime import timedelta

import pytest

from registrations.models import Places
from registrations.offer import offer_of
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("admission", "taken", "state", "left"),
    [
        ({}, 1000, "open", None),
        ({"capacity": 100}, 0, "open", 100),
        ({"capacity": 100}, 79, "open", 21),
        ({"capacity": 100}, 80, "few", 20),
        ({"capacity": 100}, 99, "few", 1),
        ({"capacity": 100}, 100, "full", 0),
        ({"capacity": 100}, 104, "full", 0),
        ({"capacity": 0}, 0, "full", 0),
        ({"opens_at": NOW + timedelta(minutes=1)}, 0, "not_yet", None),
        ({"opens_at": NOW}, 0, "open", None),
        ({"closes_at": NOW}, 0, "closed", None),
        ({"closes_at": NOW + timedelta(minutes=1)}, 0, "open", None),
    ],
    ids=str,
)
def test_what_is_offered_follows_from_admission_places_and_the_moment(
    admission, taken, state, left, django_assert_num_queries
):
    webinar = builders.admission(**admission).webinar
    Places.objects.create(webinar=webinar, taken=taken)

    with django_assert_num_queries(1):
        offer = offer_of(webinar, NOW)

    assert (offer.state, offer.left) == (state, left)


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({}, "open"),
        ({"status": "postponed"}, "closed"),
        ({"status": "cancelled", "status_reason": "Illness"}, "closed"),
        ({"starts_at": NOW - timedelta(hours=2), "ends_at": NOW}, "closed"),
        ({"starts_at": NOW - timedelta(hours=2), "ends_at": NOW + timedelta(minutes=1)}, "open"),
    ],
    ids=str,
)
def test_a_webinar_without_an_admission_is_open_until_it_ends(fields, state):
    assert offer_of(builders.webinar(**fields), NOW).state == state


def test_the_webinar_page_shows_the_offer(client):
    webinar = builders.admission(webinar=builders.coming_webinar(), capacity=1).webinar

    assert "One place is left." in client.get(webinar.get_absolute_url()).content.decode()
    builders.registration(webinar)
    assert "Join the waitlist" in client.get(webinar.get_absolute_url()).content.decode()
