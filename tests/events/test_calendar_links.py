"""Links to calendars on the web: what they hold, and what they never hold."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from events.calendar_links import links
from events.models import Sitting
from tests import builders
from tests.events.pages import MINUTES, STARTS, at, full, text_of

TITLE = "Skills & jobs: 100 % + more?"
PAGE = "https://example.org/webinars/skills/"
FIELDS = {
    "Google": {
        "action": ["TEMPLATE"],
        "text": [TITLE],
        "dates": ["20260925T080000Z/20260925T093000Z"],
        "details": [PAGE],
        "location": ["Room 1, Geneva"],
    },
    "Outlook.com": {
        "path": ["/calendar/action/compose"],
        "rru": ["addevent"],
        "subject": [TITLE],
        "startdt": ["2026-09-25T08:00:00Z"],
        "enddt": ["2026-09-25T09:30:00Z"],
        "body": [PAGE],
        "location": ["Room 1, Geneva"],
    },
    "Yahoo": {
        "v": ["60"],
        "title": [TITLE],
        "st": ["20260925T080000Z"],
        "et": ["20260925T093000Z"],
        "desc": [PAGE],
        "in_loc": ["Room 1, Geneva"],
    },
}
FIELDS["Office 365"] = FIELDS["Outlook.com"]


@pytest.mark.parametrize("name", FIELDS)
def test_each_link_gives_title_time_page_and_place(name):
    found = dict(links(TITLE, PAGE, builders.START, builders.START + MINUTES, "Room 1, Geneva"))

    assert list(found) == ["Google", "Outlook.com", "Office 365", "Yahoo"]
    assert parse_qs(urlsplit(found[name]).query, strict_parsing=True) == FIELDS[name]
    assert "+" not in found[name]


def test_what_is_not_known_is_not_mentioned():
    addresses = [address for _, address in links(TITLE, PAGE, builders.START, builders.START + MINUTES)]

    assert [address for address in addresses if "location" in address or "in_loc" in address] == []


@pytest.mark.django_db
def test_the_page_offers_them_while_something_is_still_to_come(client):
    coming, over = full(STARTS["upcoming"]), full(STARTS["archive"])

    assert text_of(client, coming.get_absolute_url()).count("https://calendar.google.com/") == 1
    assert "https://calendar.google.com/" not in text_of(client, over.get_absolute_url())


@pytest.mark.django_db
def test_a_webinar_of_two_sittings_has_them_for_each(client):
    webinar = at(timedelta(days=3), ends_at=timezone.now() + timedelta(days=5))
    for number, start in enumerate((webinar.starts_at, webinar.ends_at - MINUTES), start=1):
        Sitting.objects.create(webinar=webinar, number=number, starts_at=start, ends_at=start + MINUTES)

    assert text_of(client, webinar.get_absolute_url()).count("https://calendar.yahoo.com/") == 2
