"""The one button and the places on the webinar's page, in each state."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from events import public
from registrations import links
from registrations.models import Admission
from tests import builders
from tests.events.pages import STARTS, at, text_of

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def buttons(text):
    return re.findall(r'<a class="button[^"]*" href="[^"]*">([^<]+)</a>', text)


@pytest.mark.parametrize(
    ("phase", "admission", "expected", "sentences"),
    [
        ("upcoming", {}, ["Register"], []),
        ("upcoming", {"capacity": 100}, ["Register"], ["<dd> 100 </dd>"]),
        ("upcoming", {"capacity": 2}, ["Register"], ["One place is left.", "1 of 2 left"]),
        ("upcoming", {"capacity": 1}, ["Join the waitlist"], ["All places are taken.", "All taken"]),
        ("upcoming", {"opens_at": 1 * HOUR}, [], ["Registration opens on"]),
        ("upcoming", {"closes_at": -1 * HOUR}, [], ["<p>Registration is closed</p>"]),
        ("soon", {}, ["Register"], []),
        ("live", {}, ["Get your link", "Register"], []),
        ("live", {"capacity": 1}, ["Get your link", "Join the waitlist"], []),
        ("live", {"closes_at": -1 * HOUR}, ["Get your link"], ["<p>Registration is closed</p>"]),
        ("ended", {}, [], []),
        ("archive", {}, [], []),
    ],
    ids=lambda value: str(value) if isinstance(value, str | dict) else "",
)
def test_each_state_has_its_button_and_says_what_is_left(client, phase, admission, expected, sentences):
    webinar = at(STARTS[phase])
    times = {name: timezone.now() + value for name, value in admission.items() if name != "capacity"}
    builders.admission(webinar=webinar, **admission | times)
    if admission.get("capacity"):
        builders.registration(webinar, now=webinar.starts_at - HOUR)

    text = text_of(client, webinar.get_absolute_url())

    assert buttons(text) == expected
    assert [sentence for sentence in sentences if sentence not in text] == []


@pytest.mark.parametrize("asks_approval", [True, False])
def test_page_form_and_what_follows_say_whether_registrations_are_approved(client, asks_approval):
    webinar = at(STARTS["upcoming"])
    builders.admission(webinar=webinar, asks_approval=asks_approval)
    form, after = (
        reverse(f"registrations:{name}", args=[webinar.slug]) for name in ("register", "registered")
    )

    said = ["The organisers approve registrations" in text_of(client, url) for url in (after, form)]
    page = text_of(client, webinar.get_absolute_url())
    Admission.objects.update(asks_approval=not asks_approval)
    public.kept.entries.clear()
    changed = text_of(client, webinar.get_absolute_url())

    assert said == [asks_approval] * 2
    assert ["The organisers approve registrations." in text for text in (page, changed)] == [
        asks_approval,
        not asks_approval,
    ]


def test_a_full_webinar_that_approves_promises_no_place_to_who_waits(client):
    webinar = at(STARTS["upcoming"])
    builders.admission(webinar=webinar, asks_approval=True, capacity=0)
    form = reverse("registrations:register", args=[webinar.slug])

    assert "is held for whoever has waited longest." in text_of(client, webinar.get_absolute_url())
    assert "The next free place is held for whoever has waited longest" in text_of(client, form)


@pytest.mark.parametrize("status", ["postponed", "cancelled"])
def test_what_does_not_take_place_has_no_button(client, status):
    webinar = at(STARTS["upcoming"], status=status, status_reason="The speaker is ill.")
    builders.admission(webinar=webinar, capacity=100)

    text = text_of(client, webinar.get_absolute_url())

    assert buttons(text) == []
    assert "Places" not in text


def test_calendars_on_the_web_learn_nothing_of_the_personal_link(client):
    registration = builders.registration(builders.coming_webinar(), now=timezone.now())
    path = links.page_path(registration)

    text = text_of(client, path)

    outside = re.findall(r'href="(https://[^"]+)"', text)
    assert len(outside) == 4
    assert [
        address for address in outside if path.split("/")[2] in address or "registrations" in address
    ] == []
