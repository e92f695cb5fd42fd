"""B87 of the catalogue: calendars that anyone can fetch tell nothing of anybody."""

import pytest

from registrations import links
from registrations.models import Registration
from tests.ics_reader import read

pytestmark = pytest.mark.django_db

ROOM = "https://room.example.org/j/123?pwd=secret"
FEEDS = ["/webinars.ics", "/series/row/calendar.ics", "/webinars/open/calendar.ics"]


@pytest.mark.parametrize("path", FEEDS)
def test_a_feed_is_the_same_for_everybody_and_tells_nothing_personal(client, admin_client, shown, path):
    """B87"""
    answers = [client.get(path) for _ in range(50)]
    answers.append(client.get(path, headers={"Cookie": "sessionid=abc; csrftoken=x"}))
    answers.append(admin_client.get(path))

    assert len({(answer.content, answer["ETag"], answer["Cache-Control"]) for answer in answers}) == 1
    assert answers[0]["Cache-Control"].startswith("public")
    assert not answers[0].cookies
    again = client.get(path, headers={"If-None-Match": answers[0]["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    content = answers[0].content.decode().replace("\r\n ", "")
    for secret in ("room.example", "Dial 123", "/join/", "/registrations/", "ada@", "Ada", "Secret plan"):
        assert secret not in content
    assert read(answers[0].content).count(("BEGIN", "", "VEVENT")) == 2


def test_the_calendar_of_a_draft_is_not_found(client, shown):
    """B87"""
    assert client.get("/webinars/draft/calendar.ics").status_code == 404


def test_the_calendar_of_a_person_is_for_nobodys_cache(client, shown):
    """B87"""
    answer = client.get(links.page_path(Registration.objects.get()) + "calendar.ics")

    assert answer["Cache-Control"] == "private, no-store"
    assert ROOM not in answer.content.decode().replace("\r\n ", "")
