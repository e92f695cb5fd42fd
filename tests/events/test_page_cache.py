"""Pages kept in the process: the same bytes for some seconds, one building at a time, within bounds."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from events import public
from events.page_cache import KeptPage, PageCache
from tests import builders

NOON = datetime(2026, 9, 1, 12, 0, 10, tzinfo=UTC)
LIFE = timedelta(seconds=5)


def page(text="a", size=1):
    return KeptPage(text.encode() * size, f'W/"{text}"', {"Content-Type": "text/html"})


@pytest.fixture
def kept(monkeypatch):
    """The cache of public pages as it is outside tests, empty."""
    cache = PageCache(LIFE)
    monkeypatch.setattr(public, "kept", cache)
    return cache


@pytest.fixture
def clock(monkeypatch):
    """The time as pages see it; a test moves it by `clock.now += …`."""

    class Clock:
        now = NOON

    monkeypatch.setattr("django.utils.timezone.now", lambda: Clock.now)
    return Clock


@pytest.mark.parametrize(
    ("since", "asked", "is_kept"),
    [
        (NOON, NOON, True),
        (NOON, NOON + LIFE - timedelta(microseconds=1), True),
        (NOON, NOON + LIFE, False),
        (NOON.replace(second=58), NOON.replace(second=59, microsecond=999_999), True),
        (NOON.replace(second=58), NOON.replace(minute=1, second=0), False),
        (NOON, NOON - timedelta(seconds=1), False),
    ],
    ids=["at once", "almost its life", "its life", "same minute", "next minute", "clock set back"],
)
def test_a_page_holds_for_its_life_within_its_minute(since, asked, is_kept):
    cache = PageCache(LIFE)
    cache.put("key", page(), since)

    assert (cache.get("key", asked) is not None) == is_kept


def test_the_cache_never_grows_beyond_its_room():
    cache = PageCache(LIFE, room=1000)
    for number in range(100):
        cache.put(number, page(size=100), NOON)

    assert list(cache.entries) == [95, 96, 97, 98, 99]
    assert cache.size == 1000


def test_a_page_larger_than_the_room_is_not_kept():
    cache = PageCache(LIFE, room=1000)
    cache.put("small", page(), NOON)
    cache.put("large", page(size=2000), NOON)

    assert (list(cache.entries), cache.size) == ([], 0)


def test_one_thread_builds_while_the_others_wait(kept):
    calls, all_are_here = [], threading.Barrier(8)

    @public.public_page
    def view(request):
        calls.append(1)
        return HttpResponse("built")

    def ask(_):
        all_are_here.wait(10)
        return view(RequestFactory().get("/x/")).content

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(ask, range(8)))

    assert (answers, len(calls), kept.builders) == ({b"built"}, 1, {})


def test_whoever_waits_too_long_builds_too(kept, monkeypatch):
    monkeypatch.setattr("events.page_cache.PATIENCE", 0.01)
    with kept.building("key"), ThreadPoolExecutor(1) as pool:

        def enter():
            with kept.building("key"):
                return "built"

        assert pool.submit(enter).result(10) == "built"
    assert kept.builders == {}


def test_after_a_failure_the_next_one_builds(kept):
    @public.public_page
    def view(request):
        return 1 / 0

    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            view(RequestFactory().get("/x/"))
    assert kept.builders == {}


def test_a_page_is_built_once_and_an_edit_is_seen_within_seconds(client, db, kept, clock):
    webinar = builders.webinar(title="Before", slug="one")

    def shown():
        return b"Before" in client.get("/webinars/one/").content

    assert shown()
    webinar.title = "After"
    webinar.save()
    assert shown()
    clock.now += LIFE
    assert not shown()


def test_a_kept_page_asks_the_database_nothing(client, db, kept, clock, django_assert_num_queries):
    builders.webinar(slug="one")
    first = client.get("/webinars/one/")

    with django_assert_num_queries(0):
        again = client.get("/webinars/one/")

    for name in ("ETag", "Content-Length"):
        assert again[name] == first[name]
    assert again.content == first.content


def test_while_a_page_is_built_anew_others_get_the_one_before_within_its_minute():
    cache = PageCache(LIFE)
    cache.put("key", page(), NOON)
    late = NOON + LIFE
    times = [late, late + timedelta(seconds=1.9), late + timedelta(seconds=2)]

    with cache.building("key"):
        while_built = [cache.meanwhile("key", now) is not None for now in times]
    cache.put("key", page(), NOON.replace(second=58))
    with cache.building("key"):
        next_minute = cache.meanwhile("key", NOON.replace(minute=1, second=0))

    assert (while_built, next_minute) == ([True, True, False], None)
    assert cache.meanwhile("key", NOON.replace(second=59)) is None  # nobody builds it


def test_a_kept_page_is_for_hosts_of_ours_only(client, db, kept, clock):
    builders.webinar(slug="one")
    client.get("/webinars/one/")

    assert client.get("/webinars/one/", headers={"host": "other.example"}).status_code == 400


def test_the_page_turns_live_at_its_minute_whatever_is_kept(client, db, kept, clock):
    clock.now = builders.START - timedelta(seconds=1)
    builders.webinar(slug="one")

    before = client.get("/webinars/one/").content
    clock.now = builders.START
    after = client.get("/webinars/one/").content

    assert (b"Live now" in before, b"Live now" in after) == (False, True)


def test_an_address_with_a_query_is_built_each_time_and_never_kept(client, db, kept, clock):
    builders.webinar(slug="one")

    client.get("/webinars/one/?a=1")

    assert not kept.entries


@pytest.mark.parametrize("path", ["/no/such/", "/webinars/no-such/", "/webinars/draft/", "/webinars/old/"])
def test_only_pages_that_are_there_are_kept(client, db, kept, clock, path):
    builders.webinar(slug="draft", status="draft")
    builders.webinar(slug="new").old_slugs.create(slug="old")

    client.get(path)

    assert not kept.entries


def with_cookie(request):
    response = HttpResponse("for Ada")
    response.set_cookie("name", "Ada")
    return response


def with_session(request):
    request.session.accessed = True
    return HttpResponse("for Ada")


def that_varies(request):
    return HttpResponse("for Ada", headers={"Vary": "Cookie"})


@pytest.mark.parametrize("view", [with_cookie, with_session, that_varies])
def test_nothing_personal_is_kept_even_if_a_view_breaks_its_promise(kept, rf, view):
    """B102"""
    request = rf.get("/x/")
    request.session = type("Session", (), {"accessed": False})()

    public.public_page(view)(request)

    assert not kept.entries
