"""Empty forms are kept for some seconds; each reader has a stamp of their own, and nothing of others."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from events.page_cache import PageCache
from registrations import kept_forms
from tests import builders

pytestmark = pytest.mark.django_db
PATHS = ["register", "send-link", "contact"]


@pytest.fixture
def kept(monkeypatch):
    """The forms as they are kept outside tests, none yet."""
    cache = PageCache(timedelta(seconds=5))
    monkeypatch.setattr(kept_forms, "kept", cache)
    return cache


@pytest.fixture
def webinar():
    return builders.admission(webinar=builders.coming_webinar(), capacity=5).webinar


@pytest.fixture
def clock(monkeypatch):
    """The time stands still, and goes on when the test says so."""

    class Clock:
        now = timezone.now().replace(second=10)

    monkeypatch.setattr("django.utils.timezone.now", lambda: Clock.now)
    return Clock


def address(webinar, name="register"):
    return f"{webinar.get_absolute_url()}{name}/"


def stamp_in(response):
    return re.search(rb'name="stamp" value="([^"]+)"', response.content)[1].decode()


def without_stamp(response):
    return re.sub(rb'name="stamp" value="[^"]+"', b"", response.content)


@pytest.mark.parametrize("name", PATHS)
def test_a_kept_form_asks_the_database_nothing_and_has_a_stamp_of_its_own(
    client, webinar, kept, clock, django_assert_num_queries, name
):
    first = client.get(address(webinar, name))
    with django_assert_num_queries(0):
        second = client.get(address(webinar, name))

    assert without_stamp(first) == without_stamp(second)
    assert len({stamp_in(first), stamp_in(second)}) == 2
    assert first.headers.keys() == second.headers.keys()
    assert second["Cache-Control"] == "private, no-store"
    assert kept_forms.MARK.encode() not in first.content + second.content


def test_two_who_were_given_the_same_form_register_twice_and_one_who_sends_it_twice_once(
    client, webinar, kept, clock
):
    stamps = [stamp_in(client.get(address(webinar))) for _ in range(2)]
    clock.now += timedelta(seconds=30)

    for stamp, who in [(stamps[0], "ada"), (stamps[1], "grace"), (stamps[1], "grace")]:
        fields = {"name": who, "email": f"{who}@example.org", "stamp": stamp, "website": ""}
        assert client.post(address(webinar), fields).status_code == 302

    assert webinar.registrations.count() == 2
    assert webinar.registrations.values("form_key").distinct().count() == 2


def test_a_change_is_seen_within_seconds(client, webinar, kept, clock):
    client.get(address(webinar))
    webinar.admission.capacity = 0
    webinar.admission.save(update_fields=["capacity"])

    before = client.get(address(webinar))
    clock.now += timedelta(seconds=5)
    after = client.get(address(webinar))

    assert [b"Join the waitlist" in page.content for page in (before, after)] == [False, True]


def test_what_comes_back_and_what_has_a_query_is_never_kept(client, webinar, kept, clock):
    client.post(address(webinar), {"name": "Xanthippe"})
    client.get(address(webinar), {"name": "Xanthippe"})

    assert list(kept.entries) == []
    assert b"Xanthippe" not in client.get(address(webinar)).content


def test_no_form_is_kept_of_a_webinar_that_is_not_there(client, kept, clock):
    assert client.get("/webinars/never/register/").status_code == 404
    assert list(kept.entries) == []
