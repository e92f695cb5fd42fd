"""Times are typed and shown in the webinar's own zone."""

import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from events.models import Webinar
from tests import builders
from tests.events.webinar_form import (
    ADD,
    change,
    document_row,
    errors,
    page,
    rows,
    saved,
    session_row,
)


def test_ten_in_zurich_is_stored_as_eight_in_utc_and_shown_as_ten(organiser_client):
    fields = page(
        starts_at="2026-09-25T10:00",
        **rows("sessions", session_row(starts_at="2026-09-25T10:15")),
        **rows("documents", document_row(publish_at="2026-12-01T09:00")),
    )

    webinar = saved(organiser_client, ADD, fields)

    assert webinar.starts_at == datetime(2026, 9, 25, 8, 0, tzinfo=UTC)
    assert webinar.sessions.get().starts_at == datetime(2026, 9, 25, 8, 15, tzinfo=UTC)
    assert webinar.documents.get().publish_at == datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
    shown = organiser_client.get(change(webinar)).content.decode()
    for value in ("2026-09-25T10:00", "2026-09-25T10:15", "2026-12-01T09:00"):
        assert f'value="{value}"' in shown
    assert "Local time in Zurich." in shown


def test_another_zone_gives_the_typed_times_another_meaning(organiser_client):
    webinar = saved(
        organiser_client, ADD, page(**rows("sessions", session_row(starts_at="2026-09-25T10:15")))
    )
    session = webinar.sessions.get()
    kept = [session_row(id=session.pk, starts_at="2026-09-25T10:15", order=1)]

    saved(organiser_client, change(webinar), page(time_zone="America/Lima", **rows("sessions", kept=kept)))

    webinar.refresh_from_db()
    session.refresh_from_db()
    assert webinar.starts_at == datetime(2026, 9, 25, 15, 0, tzinfo=UTC)
    assert session.starts_at == datetime(2026, 9, 25, 15, 15, tzinfo=UTC)


def times(moment, later, **more):
    """A page on which each field for a time holds one of two times."""
    admission = {"opens_at": moment, "closes_at": later}
    return page(
        starts_at=moment,
        ends_at=later,
        **rows("sittings", {"starts_at": moment, "ends_at": later}),
        **rows("sessions", session_row(starts_at=moment, ends_at=later)),
        **rows("documents", document_row(publish_at=moment)),
        **rows("admission", admission | ADMISSION),
        **more,
    )


ADMISSION = {
    **dict.fromkeys(["organisation", "job_title", "country", "group", "needs", "question"], "off"),
    "needs_days": 7,
    "doors_open_minutes": 15,
    "retention_days": 180,
}


def test_a_time_lost_when_clocks_change_is_explained_in_each_field(organiser_client):
    response = organiser_client.post(ADD, times("2026-03-29T02:30", "2026-03-29T04:30"))

    assert (
        errors(response)
        == [
            "There is no 02:30 in Zurich on 29 March 2026: the clocks are put forward from 02:00 to 03:00. "
            "Enter a time before 02:00, or 03:00 or later."
        ]
        * 5
    )
    assert response.content.decode().count('value="2026-03-29T02:30"') == 5
    assert not Webinar.objects.exists()


def test_of_a_time_that_comes_twice_it_is_asked_which_in_each_field(organiser_client):
    typed = times("2026-10-25T02:30", "2026-10-25T04:30")

    response = organiser_client.post(ADD, typed)

    assert (
        errors(response)
        == ["02:30 comes twice in Zurich on 25 October 2026: the clocks are put back. Choose which is meant."]
        * 5
    )
    asked = re.findall(
        r'<select name="(\S+)_which" id="\S+" aria-label="Which 02:30\?">', response.content.decode()
    )
    assert len(asked) == 5
    assert "the first, before the clocks are put back (UTC+02:00)" in response.content.decode()
    assert response.content.decode().count('value="2026-10-25T02:30"') == 5

    saved(organiser_client, ADD, typed | {f"{name}_which": "second" for name in asked})

    webinar = Webinar.objects.get()
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert webinar.starts_at == webinar.admission.opens_at == webinar.documents.get().publish_at == second
    assert webinar.sittings.get().starts_at == webinar.sessions.get().starts_at == second
    shown = organiser_client.get(change(webinar)).content.decode()
    assert shown.count('<option value="second" selected>') == 4  # the start is that of the sitting


def test_a_webinar_is_moved_to_the_first_of_two_equal_times(organiser_client):
    webinar = builders.webinar()
    act = reverse("admin:events_webinar_act", args=[webinar.pk, "move"])
    typed = {
        "time_zone": "Europe/Zurich",
        "seen": 0,
        "start_1": "2030-10-27T02:30",
        "end_1": "2030-10-27T04:00",
    }

    assert "comes twice" in organiser_client.post(act, typed).content.decode()
    sure = organiser_client.post(act, typed | {"start_1_which": "first"}).content.decode()
    assert 'value="2030-10-27T02:30 first"' in sure
    organiser_client.post(act, typed | {"start_1": "2030-10-27T02:30 first", "do": ""})

    webinar.refresh_from_db()
    assert webinar.starts_at == datetime(2030, 10, 27, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize("zone", ["Europe/Atlantis", "", "../etc/passwd", "GB"])
def test_an_unknown_zone_is_refused_and_what_was_typed_is_kept(organiser_client, zone):
    response = organiser_client.post(ADD, page(time_zone=zone))

    assert response.status_code == 200
    assert "time_zone" in response.context["adminform"].form.errors
    assert 'value="2026-09-25T10:00"' in response.content.decode()


@pytest.mark.parametrize("year", ["0001", "1999", "2101", "9999"])
def test_a_year_out_of_bounds_is_refused(organiser_client, year):
    response = organiser_client.post(
        ADD, page(starts_at=f"{year}-09-25T10:00", ends_at=f"{year}-09-25T11:00")
    )

    assert errors(response) == ["Enter a date in the years 2000 to 2100."]


def test_a_new_webinar_is_offered_the_zone_of_the_last(organiser_client):
    builders.webinar(time_zone="America/Lima")

    form = organiser_client.get(ADD).context["adminform"].form

    assert form.initial["time_zone"] == "America/Lima"


def test_the_list_names_the_zone_of_each_start(organiser_client):
    builders.webinar(time_zone="America/Lima")

    shown = organiser_client.get("/admin/events/webinar/").content.decode()

    assert "25 September 2026, 03:00 (Lima)" in shown
