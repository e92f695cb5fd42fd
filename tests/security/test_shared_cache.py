"""What is kept for all holds nothing of one: asked as Ada, as nobody, as Bo."""

from datetime import timedelta

import pytest
from django.test import Client

from events import public
from events.page_cache import PageCache
from registrations import links
from tests import builders
from tests.security.addresses import PUBLIC, addresses

PAGES = sorted({*PUBLIC, *(path for path in addresses() if not path.startswith("/admin/"))})


@pytest.fixture
def kept(monkeypatch):
    cache = PageCache(timedelta(minutes=1))
    monkeypatch.setattr(public, "kept", cache)
    return cache


def signed_in(name):
    browser = Client()
    browser.force_login(builders.user(f"{name}@canary.example", name=name))
    browser.cookies["canary"] = name
    return browser


def body(answer):
    return b"".join(answer)


def test_nobody_reads_what_was_another_ones(kept, site):
    """B102"""
    canary = {"User-Agent": "canary-agent", "Referer": "https://canary.example/"}
    ada, bo = signed_in("canary-ada"), signed_in("canary-bo")
    kept_for_all = []
    for path in sorted(PAGES, key=lambda path: "/logout" in path):
        as_ada, as_nobody, as_bo = ada.get(path, headers=canary), Client().get(path), bo.get(path)
        adas, nobodys, bos = body(as_ada), body(as_nobody), body(as_bo)

        assert b"canary" not in nobodys, path
        assert b"canary-ada" not in bos, path
        if "public" in as_ada["Cache-Control"]:
            assert adas == nobodys == bos, path
            assert [*as_nobody.cookies, *as_ada.cookies] == [], path
            kept_for_all.append(path)

    assert {"/", "/webinars/", "/webinars/open/", "/series/row/"} <= set(kept_for_all)


def test_every_kept_page_is_free_of_those_who_asked_for_it(kept, site):
    """B102"""
    registration = builders.registration(site, name="Canary Example", email="canary@example.org")
    browser = signed_in("canary-ada")
    browser.get(links.page_path(registration))

    for path in PAGES:
        body(browser.get(path))

    assert len(kept.entries) > 10
    assert [key for key, entry in kept.entries.items() if b"canary" in entry.page.body.lower()] == []
    assert [key for key in kept.entries if "/registrations/" in key[0]] == []
