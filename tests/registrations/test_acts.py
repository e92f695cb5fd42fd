"""The pages of the acts: what will follow is shown before it is done."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from events.models import Webinar
from registrations.models import Message
from tests import builders

pytestmark = pytest.mark.django_db

WEEK = timedelta(days=7)


@pytest.fixture
def webinar():
    webinar = builders.coming_webinar()
    start = webinar.starts_at.replace(second=0, microsecond=0)
    Webinar.objects.update(starts_at=start, ends_at=start + timedelta(hours=1))
    webinar.refresh_from_db()
    return webinar


@pytest.fixture
def organiser(client):
    client.force_login(builders.user())
    return client


def address(webinar, act):
    return reverse("admin:events_webinar_act", args=[webinar.pk, act])


def moved(webinar, by=WEEK, **typed):
    zone = ZoneInfo(typed.get("time_zone", webinar.time_zone))
    times = [(moment + by).astimezone(zone) for moment in (webinar.starts_at, webinar.ends_at)]
    start, end = (f"{moment:%Y-%m-%dT%H:%M}" for moment in times)
    return {
        "seen": webinar.calendar_sequence,
        "time_zone": webinar.time_zone,
        "start_1": start,
        "end_1": end,
        "tell": "on",
        **typed,
    }


def test_what_will_follow_is_shown_and_nothing_is_done_yet(organiser, webinar):
    builders.registration(webinar)

    page = organiser.post(address(webinar, "move"), moved(webinar))

    webinar.refresh_from_db()
    assert webinar.calendar_sequence == 0
    assert "What will follow" in page.text
    assert "<strong>1</strong> Registered" in page.text


def test_it_is_done_by_the_second_press(organiser, webinar):
    builders.registration(webinar)
    start = webinar.starts_at

    answer = organiser.post(address(webinar, "move"), {**moved(webinar), "do": ""}, follow=True)

    webinar.refresh_from_db()
    assert (webinar.starts_at, webinar.moved_from) == (start + WEEK, start)
    assert "Moved. 1 person is being told by mail." in answer.text
    assert Message.objects.filter(kind="changed").count() == 1


def test_what_was_typed_can_be_changed_again(organiser, webinar):
    page = organiser.post(address(webinar, "move"), {**moved(webinar, time_zone="Asia/Tokyo"), "change": ""})

    assert '<option value="Asia/Tokyo" selected>' in page.text
    assert "What will follow" not in page.text


def test_times_are_read_in_the_zone_chosen_with_them(organiser, webinar):
    start = webinar.starts_at

    organiser.post(address(webinar, "move"), {**moved(webinar, time_zone="Asia/Tokyo"), "do": ""})

    webinar.refresh_from_db()
    assert (webinar.time_zone, webinar.starts_at) == ("Asia/Tokyo", start + WEEK)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"start_1": ""}, "Enter when it starts."),
        ({"end_1": ""}, "Enter when it ends."),
        ({"start_1": "2026-13-45T99:99"}, "Enter a valid date/time."),
        ({"time_zone": "Mars/Olympus"}, "Select a valid choice."),
        ({"start_1": "0001-01-01T00:00"}, "Enter a date in the years 2000 to 2100."),
        ({"start_1": "2031-03-30T02:30", "end_1": "2031-03-30T04:00"}, "There is no 02:30 in Zurich"),
        ({"start_1": "2031-05-02T10:00", "end_1": "2031-05-02T09:00"}, "It must end after it starts."),
        ({"start_1": "2020-05-02T10:00", "end_1": "2020-05-02T11:00"}, "This time is over."),
    ],
    ids=["no start", "no end", "no date", "no zone", "year 1", "skipped hour", "end first", "in the past"],
)
def test_an_impossible_time_is_refused_in_words(organiser, webinar, typed, sentence):
    page = organiser.post(address(webinar, "move"), {**moved(webinar), "do": "", **typed})

    webinar.refresh_from_db()
    assert sentence in page.text
    assert webinar.calendar_sequence == 0


def test_moving_to_the_same_time_is_no_move(organiser, webinar):
    page = organiser.post(address(webinar, "move"), {**moved(webinar, by=timedelta()), "do": ""})

    assert "These are the times it has." in page.text


@pytest.mark.parametrize(("act", "status"), [("postpone", "postponed"), ("cancel", "cancelled")])
def test_postponing_and_cancelling(organiser, webinar, act, status):
    data = {"seen": 0, "reason": "The speaker\nis ill.", "do": ""}

    organiser.post(address(webinar, act), data)

    webinar.refresh_from_db()
    assert (webinar.status, webinar.status_reason) == (status, "The speaker is ill.")


def test_cancelling_asks_why(organiser, webinar):
    page = organiser.post(address(webinar, "cancel"), {"seen": 0, "reason": " ", "do": ""})

    webinar.refresh_from_db()
    assert "Enter the reason: people will ask." in page.text
    assert webinar.status == "published"


def test_without_the_tick_nobody_is_told(organiser, webinar):
    builders.registration(webinar)
    data = {"seen": 0, "reason": "A storm."}

    page = organiser.post(address(webinar, "cancel"), data)
    organiser.post(address(webinar, "cancel"), {**data, "do": ""})

    assert "Nobody is told." in page.text
    assert not Message.objects.filter(kind="called_off").exists()


def test_a_second_press_says_that_it_was_done(organiser, webinar):
    data = {"seen": 0, "reason": "A storm.", "do": ""}

    answers = [organiser.post(address(webinar, "cancel"), data, follow=True) for _ in range(2)]

    webinar.refresh_from_db()
    assert "Nothing was done: the webinar has been changed meanwhile." in answers[1].text
    assert webinar.calendar_sequence == 1


def test_what_is_registered_for_does_not_become_a_draft(organiser, webinar):
    builders.registration(webinar)

    answer = organiser.post(address(webinar, "unpublish"), {"seen": 0, "do": ""}, follow=True)

    webinar.refresh_from_db()
    assert "People are registered, so it cannot become a draft." in answer.text
    assert webinar.status == "published"


def test_the_webinars_page_offers_what_can_be_done(organiser, webinar):
    change = reverse("admin:events_webinar_change", args=[webinar.pk])
    offered = {
        "published": ["move", "postpone", "cancel", "unpublish"],
        "postponed": ["move", "cancel", "reinstate"],
        "cancelled": ["reinstate"],
        "draft": [],
    }
    for status, acts in offered.items():
        Webinar.objects.update(status=status, status_reason="A storm.")
        page = organiser.get(change).text
        assert [act for act in ACTS if address(webinar, act) in page] == acts


ACTS = ["move", "postpone", "cancel", "reinstate", "unpublish"]


def test_time_and_status_of_a_published_webinar_are_no_fields(organiser, webinar):
    page = organiser.get(reverse("admin:events_webinar_change", args=[webinar.pk])).text

    for name in ("time_zone", "starts_at_0", "starts_at", "ends_at", "status", "moved_from"):
        assert f'name="{name}"' not in page


@pytest.mark.parametrize("act", ACTS)
def test_looking_does_nothing(organiser, webinar, act):
    organiser.get(address(webinar, act))

    webinar.refresh_from_db()
    assert (webinar.status, webinar.calendar_sequence) == ("published", 0)


def test_acts_are_for_organisers(client, webinar):
    assert client.post(address(webinar, "cancel"), {"seen": 0, "reason": "x", "do": ""}).status_code == 403
    webinar.refresh_from_db()
    assert webinar.status == "published"


def test_an_unknown_act_or_webinar_is_not_found(organiser, webinar):
    assert organiser.get(address(webinar, "explode")).status_code == 404
    assert organiser.get(reverse("admin:events_webinar_act", args=[0, "move"])).status_code == 404
