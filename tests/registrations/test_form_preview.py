"""Organisers see the registration form before anybody can fill it in; nothing can be sent from there."""

import pytest
from django.urls import reverse

from events.models import Webinar
from tests import builders
from tests.states.forms import QUESTIONS, ask_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    webinar = builders.coming_webinar(status="draft")
    builders.admission(webinar=webinar, groups="Students\nTeachers")
    ask_all(webinar)
    return webinar


@pytest.fixture
def organiser(client):
    client.force_login(builders.user())
    return client


def address(webinar):
    return reverse("admin:events_webinar_preview_form", args=[webinar.pk])


def seen(client, webinar):
    answer = client.get(address(webinar))
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    return answer.content.decode()


def test_the_form_of_a_draft_asks_what_visitors_will_be_asked(organiser, draft):
    page = seen(organiser, draft)
    assert all(text in page for text in [*QUESTIONS.values(), "Teachers"])

    Webinar.objects.update(status="published")
    asked = organiser.get(f"{draft.get_absolute_url()}register/").context["form"]
    shown = organiser.get(address(draft)).context["form"]
    assert list(shown.fields) == list(asked.fields)


def test_it_is_marked_and_nothing_can_be_sent_from_it(organiser, draft):
    page = seen(organiser, draft)

    assert "Preview of the registration form." in page
    assert '<meta name="robots" content="noindex">' in page
    assert 'type="submit" disabled' in page
    assert 'method="post"' not in page
    assert 'name="stamp"' not in page
    assert organiser.post(address(draft), {"name": "Ada"}).status_code == 405


def test_a_closed_and_a_full_webinar_show_their_form_too(organiser):
    over = builders.webinar(slug="over", status="postponed")
    full = builders.coming_webinar(slug="full")
    builders.admission(webinar=full, capacity=0)

    assert "Register</button>" in seen(organiser, over)
    assert "Join the waitlist</button>" in seen(organiser, full)


def test_the_webinar_s_page_and_its_preview_lead_to_it(organiser, draft):
    for name in ("change", "preview", "publish"):
        page = organiser.get(reverse(f"admin:events_webinar_{name}", args=[draft.pk])).content.decode()
        assert f'href="{address(draft)}"' in page, name


def test_it_asks_few_questions(organiser, draft, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        seen(organiser, draft)
