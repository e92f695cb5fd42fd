"""B98 and more: what is no number of a row, in whatever an organiser's browser can be made to send."""

import os
import re
from contextlib import contextmanager
from itertools import product
from urllib.parse import urlencode

import pytest
from django.contrib import admin
from django.db import transaction
from django.test import Client

from events.admin import guard
from events.models import Webinar
from tests import builders, desk, forms_of

DIGITS = "9" * 5000  # Python refuses to read a number of more than 4,300
ODD = [DIGITS, "abc"]
MANAGED = re.compile(r"_FORMS$")
IS_LONG = os.environ.get("TEST_LONG") == "1"


@pytest.fixture
def organiser(db):
    """Somebody who may do everything, at a site with one of everything; an error of ours is a 500."""
    user = builders.user()
    desk.fill(user)
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


@contextmanager
def taken_back():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def status(answer):
    """Return the status, after a file has been closed."""
    for close in answer._resource_closers:
        close()
    return answer.status_code


def page(client, address):
    answer = client.get(address)
    return answer.text if answer.get("Content-Type", "").startswith("text/html") else ""


def spoilt(fields, odd):
    """Yield the fields with odd values: all of each sort at once, in the long round one by one."""
    names = [name for name in fields if "__prefix__" not in name]
    managed = [name for name in names if MANAGED.search(name)]
    others = [name for name in names if name not in managed]
    groups = [[name] for name in names] if IS_LONG else [managed, others]
    for group in filter(None, groups):
        yield group, {**fields, **dict.fromkeys(group, odd)}


def test_no_form_of_organisers_breaks_at_what_is_no_number(organiser):
    """B63 B67: hidden keys, numbers of rows, choices and all else, in every form on every page."""
    seen, broken = set(), []
    for address in desk.addresses("admin/", "accounts/").values():
        for to, fields in forms_of.posted(page(organiser, address), address):
            if to in seen or "logout" in to:
                continue
            seen.add(to)
            for odd in ODD if IS_LONG else ODD[:1]:
                for group, typed in spoilt(fields, odd):
                    with taken_back():
                        if status(organiser.post(to, typed)) >= 500:
                            broken.append((to, odd[:3], group))

    assert broken == []
    assert len(seen) > 30


def test_no_row_of_a_list_is_chosen_by_what_is_no_number(organiser):
    """B63 B67: in acts on many rows and in exports."""
    lists = [screen for screen in admin.site._registry.values() if screen.actions]
    for screen in lists:
        address = "/admin/" + screen.opts.label_lower.replace(".", "/") + "/"
        for odd in ODD:
            for act in screen.actions:
                typed = {"action": act, "_selected_action": [odd], "index": odd}
                assert status(organiser.post(address, typed)) == 400, (address, act)
            export = f"{address}export/?webinar__id__exact={odd}"
            assert status(organiser.post(export, {"format": "csv"})) < 500
    assert len(lists) > 1


def test_no_address_and_no_filter_of_organisers_breaks_at_what_is_no_number(organiser):
    """B64 B98"""
    for screen in admin.site._registry.values():
        address = "/admin/" + screen.opts.label_lower.replace(".", "/") + "/"
        for odd, below, method in product(ODD, ("history", "delete", "change"), ("get", "post")):
            answer = getattr(organiser, method)(f"{address}{odd}/{below}/")
            assert status(answer) in {302, 403, 404}, (address, below, method)
        names = [[name] for each in screen.list_filter for name in guard.asked_by(each)]
        for asked in (["p", "o", "q", "all", "_to_field"], *names):
            assert status(organiser.get(address, dict.fromkeys(asked, DIGITS))) < 500, (address, asked)
        chosen = dict.fromkeys(["webinar", "series", "more", "_to_field", "_changelist_filters"], DIGITS)
        assert status(organiser.get(f"{address}add/", chosen)) < 500, address


def test_rows_with_impossible_numbers_beside_what_others_saved_are_no_error(organiser):
    """B66"""
    webinar = Webinar.objects.first()
    address = f"/admin/events/webinar/{webinar.pk}/change/"
    rows = {"sessions-TOTAL_FORMS": 1, "sessions-INITIAL_FORMS": 1, "sessions-0-id": DIGITS}
    seen = f'{{"webinar": {{"{webinar.pk}": 1}}}}'

    typed = urlencode({**rows, f"sessions-{DIGITS}-title": "Typed", "seen": seen})
    answer = organiser.post(address, typed, content_type="application/x-www-form-urlencoded")

    assert status(answer) == 200
    assert "changed while you had it open" in answer.text
