"""What is promised of every public page: events/public.py."""

import pytest
from django.utils import timezone

from tests.events.pages import STARTS, full

pytestmark = pytest.mark.django_db


@pytest.fixture
def addresses():
    webinar = full(STARTS["upcoming"])
    return [
        "/", "/webinars/", webinar.get_absolute_url(), webinar.series.get_absolute_url(),
        "/about/", "/privacy/", "/accessibility/", "/robots.txt", "/.well-known/security.txt",
    ]  # fmt: skip


def test_public_pages_set_no_cookie_and_are_the_same_bytes_for_everyone(client, addresses, monkeypatch):
    moment = timezone.now()
    monkeypatch.setattr("events.views.timezone.now", lambda: moment)
    for address in addresses:
        client.cookies.load({"sessionid": "x" * 32})
        first, second = client.get(address), client.get(address + "?utm=1")

        assert (dict(first.cookies), first.get("Vary"), first.content == second.content) == (
            {},
            "Accept-Encoding",
            True,
        ), address


def test_public_pages_may_be_shared_for_ten_seconds(client, addresses):
    kept = {client.get(address)["Cache-Control"] for address in addresses}

    assert kept == {"public, max-age=0, s-maxage=10"}


def test_asking_again_costs_a_304(client, addresses):
    for address in addresses:
        etag = client.get(address)["ETag"]
        again = client.get(address, headers={"If-None-Match": etag})

        assert (etag[:3], again.status_code, again.content) == ('W/"', 304, b""), address


def test_head_is_answered_and_post_is_not(client, addresses):
    for address in addresses:
        head, post = client.head(address), client.post(address)

        assert (head.status_code, post.status_code, post["Allow"]) == (200, 405, "GET, HEAD"), address


def test_a_page_not_found_is_never_shared(client):
    response = client.get("/webinars/nowhere/")

    assert (response.status_code, response["Cache-Control"]) == (404, "private, no-store")
