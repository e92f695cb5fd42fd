from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from registrations import visitor_form
from tests.builders import NOW

PURPOSE = "register 7"


def posted(**data):
    return RequestFactory().post("/", data)


def test_a_stamp_gives_its_key_back():
    stamp = visitor_form.new_stamp(PURPOSE, NOW)
    request = posted(stamp=stamp)

    key = visitor_form.read_stamp(request, PURPOSE, NOW + timedelta(seconds=2))

    assert len(key) == 32
    assert visitor_form.read_stamp(request, PURPOSE, NOW + timedelta(hours=20)) == key


def test_two_forms_have_two_keys():
    first, second = (
        visitor_form.read_stamp(
            posted(stamp=visitor_form.new_stamp(PURPOSE, NOW)), PURPOSE, NOW + timedelta(minutes=1)
        )
        for _ in range(2)
    )

    assert first != second


@pytest.mark.parametrize(
    ("stamp", "age"),
    [
        pytest.param(None, timedelta(minutes=1), id="missing"),
        pytest.param("", timedelta(minutes=1), id="empty"),
        pytest.param("nonsense", timedelta(minutes=1), id="nonsense"),
        pytest.param("a:b:c", timedelta(minutes=1), id="nonsense with colons"),
        pytest.param(visitor_form.new_stamp("contact", NOW), timedelta(minutes=1), id="of another form"),
        pytest.param(visitor_form.new_stamp(PURPOSE, NOW), timedelta(seconds=1), id="too fresh"),
        pytest.param(visitor_form.new_stamp(PURPOSE, NOW), timedelta(days=3), id="three days old"),
        pytest.param(visitor_form.new_stamp(PURPOSE, NOW), timedelta(seconds=-60), id="from the future"),
        pytest.param("x" * 100_000, timedelta(minutes=1), id="100 kB"),
    ],
)
def test_other_stamps_give_none(stamp, age):
    request = posted(**({} if stamp is None else {"stamp": stamp}))

    assert visitor_form.read_stamp(request, PURPOSE, NOW + age) is None


def test_a_form_that_comes_back_may_be_sent_at_once():
    stamp = visitor_form.stamp_for(posted(), PURPOSE, NOW)

    assert visitor_form.read_stamp(posted(stamp=stamp), PURPOSE, NOW)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"HTTP_SEC_FETCH_SITE": "same-origin"}, 200),
        ({"HTTP_SEC_FETCH_SITE": "none"}, 200),
        ({"HTTP_SEC_FETCH_SITE": "cross-site"}, 403),
        ({"HTTP_SEC_FETCH_SITE": "same-site"}, 403),
        ({"HTTP_ORIGIN": "http://localhost:8000"}, 200),
        ({"HTTP_ORIGIN": "https://evil.example"}, 403),
        ({"HTTP_ORIGIN": "null"}, 403),
        ({}, 200),
    ],
    ids=str,
)
@pytest.mark.django_db
def test_posts_from_other_sites_are_refused(client, headers, status):
    view = visitor_form.visitor_form(lambda request: HttpResponse("done"))
    request = RequestFactory().post("/", HTTP_HOST="localhost:8000", **headers)

    assert view(request).status_code == status


def test_other_methods_are_refused():
    view = visitor_form.visitor_form(lambda request: HttpResponse("done"))

    assert view(RequestFactory().delete("/")).status_code == 405


@pytest.mark.parametrize(
    ("age", "why"),
    [
        (timedelta(seconds=1), "fast"),
        (timedelta(seconds=-1), "fast"),  # clocks of two machines differ a little
        (timedelta(days=2), "stale"),
    ],
)
def test_a_form_comes_back_with_the_reason(age, why):
    request = posted(stamp=visitor_form.new_stamp(PURPOSE, NOW))

    assert visitor_form.why_once_more(request, PURPOSE, NOW + age) == why
    assert visitor_form.why_once_more(posted(stamp="nonsense"), PURPOSE, NOW + age) == "unknown"
