"""One click in a mail program stops reminders, from wherever it comes and however often."""

import pytest
from django.test import Client

from registrations import erasure, links, reminders
from registrations.models import JournalEntry
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def registration():
    return builders.registration(builders.coming_webinar())


@pytest.fixture
def address(registration, settings):
    return links.unsubscribe_url(registration).removeprefix(settings.SITE_URL)


def one_click(address, data="List-Unsubscribe=One-Click", **headers):
    content_type = "application/x-www-form-urlencoded"
    return Client(enforce_csrf_checks=True).post(address, data, content_type=content_type, headers=headers)


def test_one_click_stops_reminders_and_keeps_the_place(registration, address):
    """B34."""
    response = one_click(address, **{"Sec-Fetch-Site": "cross-site", "Origin": "https://mail.example"})

    registration.refresh_from_db()
    assert (response.status_code, registration.is_reminded, registration.status) == (200, False, "registered")


def test_twice_does_no_more_than_once(registration, address):
    """B34."""
    answers = [one_click(address) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].content == answers[1].content
    assert JournalEntry.objects.filter(registration=registration, deed="unsubscribed").count() == 1


@pytest.mark.parametrize("body", ["", "something=else", "\x00\xff", "List-Unsubscribe=" + "x" * 10_000])
def test_whatever_the_body_says(registration, address, body):
    """B34."""
    assert one_click(address, body).status_code == 200
    registration.refresh_from_db()
    assert registration.is_reminded is False


def test_after_erasure_it_still_answers(registration, address):
    """B34."""
    erasure.erase(registration, NOW)

    assert one_click(address).status_code == 200


def test_after_the_links_were_revoked_reminders_can_still_be_stopped(registration, address):
    """B34."""
    registration.link_version += 1
    registration.save(update_fields=["link_version"])

    one_click(address)

    registration.refresh_from_db()
    assert registration.is_reminded is False


def test_looking_at_the_address_stops_nothing(client, registration, address):
    """B33."""
    for method in ("get", "head", "options"):
        getattr(client, method)(address)

    registration.refresh_from_db()
    assert registration.is_reminded is True


def test_the_page_asks_first_and_then_says_what_became_of_it(client, registration, address):
    before, after = client.get(address), client.post(address)

    assert "Stop reminders?" in before.text
    assert "You get no more reminders" in after.text
    assert (before.headers["Cache-Control"], before.headers["X-Robots-Tag"]) == (
        "private, no-store",
        "noindex, nofollow",
    )


def test_a_wrong_address_is_not_found(client):
    assert client.get("/unsubscribe/not:a-token/").status_code == 404
    assert client.post("/unsubscribe/not:a-token/").status_code == 404


def test_a_personal_link_does_not_unsubscribe(client, registration):
    token = links.token(links.PAGE, registration)

    assert client.post(f"/unsubscribe/{token}/").status_code == 404


def test_stopping_twice_writes_one_line(registration):
    for _ in range(2):
        reminders.stop(registration, NOW)

    assert registration.journal.filter(deed="unsubscribed").count() == 1
