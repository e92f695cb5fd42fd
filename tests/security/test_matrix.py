"""Each address below /admin/ and /accounts/ as each role, for one's own and for another's: rights.txt."""

import re

import pytest
from django.contrib import admin

from events.admin.guard import Guarded
from events.models.webinar import WebinarQuerySet
from tests.security.matrix import ELSEWHERE, World, ask, client_of, expected, routes, walk

ADMIN = ["stranger", "no role", "reader", "desk", "organiser", "administrator"]
ACCOUNTS = ["stranger", "signed in"]
OPEN_BEFORE = re.compile("/accounts/(2fa/|login/$|logout/$|reauthenticate/$|password/(change|set)/$)")


@pytest.fixture
def worlds(db):
    """What is one's own, and what is another's."""
    return World(), World(ELSEWHERE)


def wrong(found, role):
    told = {route: cells[role] for route, cells in expected().items() if route in found}
    return {route: f"{cell} for {told[route]}" for route, cell in found.items() if cell != told[route]}


def test_the_table_names_every_address_and_no_other():
    """B67: a new address has to be decided upon."""
    assert set(expected()) == set(routes())


@pytest.mark.parametrize("role", ADMIN)
def test_each_address_answers_each_role_as_the_table_says(worlds, role):
    """B67 B102 B108: keeps to itself, and tells nobody what is not for them."""
    below = [route for route in routes() if route.startswith("/admin/")]

    assert wrong(walk(role, *worlds, below), role) == {}


@pytest.mark.parametrize("role", ACCOUNTS)
def test_pages_of_the_account_answer_as_the_table_says(worlds, role):
    """B108"""
    below = [route for route in routes() if route.startswith("/accounts/")]

    assert wrong(walk(role, *worlds, below), role) == {}


def test_a_lost_rule_and_a_lost_canary_are_found(worlds, monkeypatch):
    """A negative control: the walk over one address fails once everybody may see every webinar."""
    monkeypatch.setattr(WebinarQuerySet, "of", lambda self, user, right=None: self)
    address = "/admin/events/webinar/<int:pk>/preview/"

    found = wrong(walk("reader", *worlds, [address]), "reader")

    assert found == {address: f"200 tells {ELSEWHERE} 200 tells {ELSEWHERE} for 200/404 200/404"}


def test_without_a_second_factor_nothing_is_open_where_it_is_required(worlds, settings):
    """B106"""
    settings.SECOND_FACTOR_REQUIRED = True
    closed = sorted(route for route in set(routes()) if not OPEN_BEFORE.match(route))
    assert "/admin/events/webinar/<path:object_id>/change/" in closed

    for role, addresses in [("organiser", closed), ("administrator", closed[::9]), ("reader", closed[::9])]:
        client = client_of(role, worlds[0].series)
        for route in addresses:
            assert ask(client, "get", worlds[0].address(route)) == (302, "/accounts/2fa/"), route


def test_every_screen_is_guarded():
    """B67"""
    assert [screen for screen in admin.site._registry.values() if not isinstance(screen, Guarded)] == []
