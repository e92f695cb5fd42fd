"""Robots, and forms sent again and again."""

import pytest
from django.urls import reverse
from django.utils import timezone

from registrations import visitor_form
from registrations.models import Enquiry, Message
from tests import builders
from tests.registrations.filled_in import empty_the_buckets, post, stamp

pytestmark = pytest.mark.django_db


@pytest.fixture
def webinar():
    return builders.coming_webinar()


def test_a_robot_is_kept_for_review_and_registers_nobody(client, webinar):
    """B20: the hidden field is filled in."""
    answer = post(client, webinar, "register", website="https://spam.example")

    assert (answer.status_code, answer.url) == (302, reverse("registrations:registered", args=[webinar.slug]))
    assert not webinar.registrations.exists()
    assert Enquiry.objects.get().status == Enquiry.Status.SPAM


def test_robots_are_limited_too(client, webinar):
    """B20"""
    post(client, webinar, "register", website="https://spam.example")
    empty_the_buckets()

    assert post(client, webinar, "register", website="https://spam.example").status_code == 429
    assert Enquiry.objects.count() == 1


def test_one_form_sent_fifty_times_is_one_registration_and_one_mail(client, webinar):
    """B20: a stamp is replayed."""
    same = stamp(f"register {webinar.pk}", timezone.now())
    for _ in range(50):
        assert post(client, webinar, "register", stamp=same).status_code == 302

    assert webinar.registrations.count() == 1
    assert Message.objects.count() == 1


def test_who_is_faster_than_two_seconds_presses_once_more(client, webinar):
    """B20: also without a script, the form that comes back may be sent at once."""
    quick = visitor_form.new_stamp(f"register {webinar.pk}", timezone.now())
    answer = post(client, webinar, "register", stamp=quick)

    assert answer.status_code == 200
    page = answer.content.decode()
    assert "You were faster than we expect of people" in page
    assert "press “Register” again" in page
    assert "autofocus" in page
    assert "error-summary" not in page
    assert "<title>Register: " in page
    assert post(client, webinar, "register", stamp=answer.context["stamp"]).status_code == 302
