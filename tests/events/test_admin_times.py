"""Times are typed and shown in the webinar's own zone."""

from datetime import UTC, datetime

import pytest

from events.models import Webinar
from tests import builders
from tests.events.test_admin import (
    ADD,
    change,
    document_row,
    errors,
    organiser_client,
    page,
    rows,
    saved,
    session_row,
)

__all__ = ["organiser_client"]


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


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (
            "2026-03-29T02:30",
            "There is no 02:30 in Zurich on 29 March 2026: the clocks are put forward. Enter another time.",
        ),
        (
            "2026-10-25T02:30",
            "02:30 comes twice in Zurich on 25 October 2026: the clocks are put back. Enter another time.",
        ),
    ],
    ids=["skipped", "doubled"],
)
def test_a_time_lost_or_doubled_when_clocks_change_is_refused(organiser_client, typed, sentence):
    response = organiser_client.post(ADD, page(**rows("sessions", session_row(starts_at=typed))))

    assert errors(response) == [sentence]
    assert not Webinar.objects.exists()


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
