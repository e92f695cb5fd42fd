"""An end follows its start until it is typed by hand, in a real browser."""

from datetime import datetime

from django.urls import reverse

from tests import builders

DAY = "2030-09-25T"


def fill(page, id, value):
    page.locator(f"#id_{id}").fill(DAY + value)


def value(page, id):
    return page.locator(f"#id_{id}").input_value().removeprefix(DAY)


def test_an_end_follows_its_start_until_it_is_typed(signed_in):
    page = signed_in
    page.goto("/admin/events/webinar/add/")

    fill(page, "starts_at", "10:00")
    assert value(page, "ends_at") == "11:00"
    fill(page, "starts_at", "14:30")
    assert value(page, "ends_at") == "15:30"
    fill(page, "ends_at", "16:00")
    fill(page, "starts_at", "09:00")
    assert value(page, "ends_at") == "16:00"


def test_a_new_session_begins_where_the_last_one_ends(signed_in):
    page = signed_in
    page.goto("/admin/events/webinar/add/")
    fill(page, "starts_at", "10:00")
    for number, start in enumerate(["10:00", "10:45"]):
        page.get_by_role("button", name="Add another Session", exact=True).click()
        assert value(page, f"sessions-{number}-starts_at") == ""
        page.locator(f"#id_sessions-{number}-starts_at").focus()
        assert value(page, f"sessions-{number}-starts_at") == start
        if not number:
            fill(page, "sessions-0-ends_at", "10:45")
    fill(page, "sessions-1-starts_at", "11:00")
    assert value(page, "sessions-1-ends_at") == ""


def test_a_webinar_that_is_moved_keeps_its_length(signed_in):
    page = signed_in
    webinar = builders.coming_webinar(time_zone="UTC")
    length = webinar.ends_at - webinar.starts_at
    page.goto(reverse("admin:events_webinar_act", args=[webinar.pk, "move"]))

    page.locator("#id_start_1").fill("2030-09-25T10:00")

    assert value(page, "end_1") == f"{datetime(2030, 9, 25, 10) + length:%H:%M}"  # noqa: DTZ001 - as it is typed
