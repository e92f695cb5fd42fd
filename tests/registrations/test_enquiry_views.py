"""Asking the organisers a question."""

from datetime import timedelta

import pytest
from django.utils import timezone

from registrations import visitor_form
from registrations.models import Enquiry, Message
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def webinar():
    return builders.coming_webinar()


def stamp(purpose, age=timedelta(minutes=1)):
    return visitor_form.new_stamp(purpose, timezone.now() - age)


def ask(client, path="/contact/", **fields):
    data = {"name": "Ada", "email": "ada@example.org", "message": "Captions?", "stamp": stamp("contact")}
    return client.post(path, {**data, **fields})


def test_a_question_is_stored_mailed_and_acknowledged(client, webinar):
    answer = ask(client, f"/webinars/{webinar.slug}/contact/")

    enquiry = Enquiry.objects.get()
    assert answer.url == f"/webinars/{webinar.slug}/contact/sent/"
    assert f'href="{webinar.get_absolute_url()}"' in client.get(answer.url).text
    assert (enquiry.webinar, enquiry.message, enquiry.status) == (webinar, "Captions?", "new")
    assert sorted(enquiry.messages.values_list("kind", flat=True)) == ["enquiry_received", "new_enquiry"]


def test_a_question_sent_twice_is_one_question(client):
    once = stamp("contact")
    for _ in range(3):
        ask(client, stamp=once)

    assert Enquiry.objects.count() == 1
    assert Message.objects.count() == 2


def test_a_wrong_question_comes_back_with_everything_typed(client):
    page = ask(client, email="nonsense", subject="About <captions>").content.decode()

    assert "Enter an email address in the correct format" in page
    assert "About &lt;captions&gt;" in page
    assert "Captions?" in page
    assert not Enquiry.objects.exists()


def test_a_robots_question_is_kept_as_spam_and_mailed_to_nobody(client):
    answer = ask(client, website="x")

    assert answer.url == "/contact/sent/"
    assert Enquiry.objects.get().status == "spam"
    assert not Message.objects.exists()
