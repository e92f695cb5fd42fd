"""Organisers see a page as visitors will at any moment, and nobody can register from there."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from events.models import Webinar
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser(client):
    client.force_login(builders.user())
    return client


@pytest.fixture
def draft():
    webinar = builders.webinar(status="draft")
    builders.takeaway(webinar, "Start early.")
    builders.admission(webinar=webinar, opens_at=webinar.starts_at - timedelta(days=5))
    return webinar


def seen(client, webinar, at=""):
    answer = client.get(reverse("admin:events_webinar_preview", args=[webinar.pk]), {"at": at} if at else {})
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize(
    ("at", "says"),
    [
        ("2026-09-19T10:00", "Registration opens on Sunday 20 September 2026"),
        ("2026-09-24T10:00", '<a class="button">Register</a>'),
        ("2026-09-25T10:30", "Live now."),
        ("2026-09-25T11:30", "Start early."),
    ],
    ids=["before it opens", "open", "live", "after"],
)
def test_a_draft_is_seen_as_it_will_be_at_a_moment(organiser, draft, at, says):
    page = seen(organiser, draft, at)

    assert says in page
    assert "Preview: as on" in page
    assert "It is shown as if it were published." in page
    assert "/register/" not in page
    assert Webinar.objects.get().status == "draft"


def test_moments_are_offered_at_one_click(organiser, draft):
    page = seen(organiser, draft)

    for at in ("2026-09-20T09:59", "2026-09-24T10:00", "2026-09-25T10:05", "2026-09-25T11:30"):
        assert f'href="?at={at}"' in page.replace("%3A", ":")
    assert 'href="?" aria-current="true"><strong>now<' in page


def test_the_moment_that_is_shown_is_marked_and_a_draft_can_be_published_from_there(organiser, draft):
    page = seen(organiser, draft, "2026-09-25T10:05")

    assert re.findall(r'aria-current="true"><strong>([^<]*)', page) == ["while it takes place"]
    assert f'href="/admin/events/webinar/{draft.pk}/publish/"' in page


@pytest.mark.parametrize(
    ("at", "sentence"),
    [
        ("nonsense", "Enter a valid date/time."),
        ("9999-01-01T10:00", "Enter a date in the years 2000 to 2100."),
        ("2026-03-29T02:30", "There is no 02:30 in Zurich"),
        ("2026-10-25T02:30", "Choose which is meant."),
    ],
)
def test_a_moment_that_is_none_is_explained_and_kept(organiser, draft, at, sentence):
    page = seen(organiser, draft, at)

    assert sentence in page
    assert f'value="{at}"' in page


def test_the_preview_asks_few_questions(organiser, draft, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        seen(organiser, draft, "2026-09-25T10:30")
