"""Robots, and forms sent again and again."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from registrations import visitor_form
from registrations.models import Bucket, Enquiry, Message
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def webinar():
    return builders.coming_webinar()


def stamp(purpose, now):
    return visitor_form.new_stamp(purpose, now - timedelta(minutes=1))


FORMS = {
    "register": {
        "name": "Ada Example",
        "email": "ada@example.org",
        "organisation": "<b>ILO</b>",
        "country": "CH",
    },
    "send_link": {"email": "ada@example.org"},
    "contact": {
        "name": "Ada Example",
        "email": "ada@example.org",
        "subject": "Captions & co",
        "message": "Will there\nbe captions?",
    },
}


def post(client, webinar, name, **fields):
    """Send one of the forms filled in, as from a browser."""
    form = "contact" if name == "webinar_contact" else name
    purpose = {"register": f"register {webinar.pk}", "send_link": "send-link", "contact": "contact"}[form]
    path = reverse(f"registrations:{name}", args=[] if name == "contact" else [webinar.slug])
    return client.post(
        path, {"stamp": stamp(purpose, timezone.now()), "website": "", **FORMS[form], **fields}
    )


def empty_the_buckets():
    Bucket.objects.update(tokens=0, at=timezone.now() + timedelta(minutes=1))


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
    assert "Press Register once more" in answer.content.decode()
    assert post(client, webinar, "register", stamp=answer.context["stamp"]).status_code == 302
