"""What organisers type on a webinar's page: refused with a sentence, what was typed is kept."""

from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import DateField
from django.urls import reverse

from events.models import Session, Webinar
from registrations.models import Admission, Message
from tests import builders, desk
from tests.events.test_admin_times import ADMISSION
from tests.events.webinar_form import (
    ADD,
    KEPT,
    change,
    page,
    refused,
    rows,
    saved,
    session_row,
    typed_again,
)
from tests.faults.visitor import parsed

YEARS = "Enter a date in the years 2000 to 2100."


@pytest.mark.parametrize(
    ("start", "end", "sentences"),
    [
        ("0001-01-01T00:00", "0001-01-01T01:00", {YEARS}),
        ("9999-12-31T22:00", "9999-12-31T23:00", {YEARS}),
        ("10000-01-01T10:00", "10000-01-01T11:00", {"Enter a valid date/time."}),
        ("2026-09-25T10:00", "2026-09-25T09:59", {"The webinar must end after it starts."}),
        ("2026-09-25T10:00", "2026-09-25T10:00", {"The webinar must end after it starts."}),
        ("2026-09-25T10:00", "2029-09-25T10:00", {"A webinar lasts a year at most: is the end right?"}),
    ],
)
def test_times_that_cannot_be_are_refused(organiser_client, start, end, sentences):
    """B59"""
    said, shown = refused(organiser_client, ADD, page(**KEPT, starts_at=start, ends_at=end))

    assert set(said) == sentences
    assert f'value="{start}"' in shown
    assert not Webinar.objects.exists()


def test_the_database_keeps_no_typed_time_outside_the_years_2000_to_2100(db):
    """B59: whatever code writes it; a year before 1 breaks each page that lists the row."""
    desk.fill()
    typed = [
        (model, field)
        for app in ("events", "registrations")
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.concrete_fields
        if hasattr(model, "history") and isinstance(field, DateField) and field.editable
    ]
    for model, field in typed:
        for year in (1, 1999, 2101, 9999):
            with pytest.raises(IntegrityError), transaction.atomic():
                model._default_manager.update(**{field.name: datetime(year, 6, 1, tzinfo=UTC)})

    assert len(typed) >= 10


def test_a_session_keeps_to_the_time_of_a_published_webinar(organiser_client):
    """B59"""
    webinar = builders.webinar()
    outside = rows(
        "sessions", session_row(title="Late", starts_at="2026-09-25T11:00", ends_at="2026-09-25T12:00")
    )

    said, _shown = refused(organiser_client, change(webinar), typed_again(webinar, **KEPT, **outside))

    assert said == ["This does not lie within the time of the webinar."]
    assert not Session.objects.exists()


def test_a_sitting_of_three_days_is_refused(organiser_client):
    """B59"""
    long = rows("sittings", {"starts_at": "2026-09-25T10:00", "ends_at": "2026-09-28T10:00"})

    said, _shown = refused(organiser_client, ADD, page(**KEPT, **long))

    assert said == ["A sitting lasts a day at most: enter one for each day."]


def test_a_webinar_is_not_moved_to_an_end_three_years_later(organiser_client):
    """B59"""
    webinar = builders.coming_webinar()
    typed = {
        "time_zone": "Europe/Zurich",
        "seen": 0,
        "start_1": "2030-01-01T10:00",
        "end_1": "2033-01-01T10:00",
    }

    shown = organiser_client.post(
        reverse("admin:events_webinar_act", args=[webinar.pk, "move"]), typed | {"do": ""}
    )

    assert "A webinar lasts a year at most" in shown.content.decode()


@pytest.mark.parametrize("zone", ["Europe/Atlantis", "Europe/Zurihc", "", "GB", "../../etc/passwd"])
def test_a_zone_is_one_of_the_list(organiser_client, zone):
    """B61"""
    said, shown = refused(organiser_client, ADD, page(**KEPT, time_zone=zone))

    assert len(said) == 1
    assert 'value="2026-09-25T10:00"' in shown


def test_a_webinar_whose_zone_is_no_more_can_be_given_another(organiser_client):
    """B61"""
    webinar = builders.webinar(status="draft")
    Webinar.objects.update(time_zone="Europe/Atlantis")

    assert organiser_client.get(change(webinar)).status_code == 200
    saved(organiser_client, change(webinar), typed_again(webinar, time_zone="Europe/Rome"))

    assert Webinar.objects.get().time_zone == "Europe/Rome"


def test_a_zone_changed_after_people_registered_shows_both_times_and_asks_whether_to_tell(organiser_client):
    """B61"""
    webinar = builders.registration(builders.coming_webinar()).webinar
    start = webinar.starts_at.astimezone(webinar.zone)
    typed = {
        "time_zone": "Asia/Tokyo",
        "seen": 0,
        "start_1": f"{start:%Y-%m-%dT%H:%M}",
        "end_1": f"{start + timedelta(minutes=90):%Y-%m-%dT%H:%M}",
        "tell": "on",
    }
    act = reverse("admin:events_webinar_act", args=[webinar.pk, "move"])

    assert 'type="checkbox" name="tell"' in organiser_client.get(act).text
    shown = organiser_client.post(act, typed).content.decode()
    for words in ("Zurich", "Tokyo", f"{start:%H:%M}"):
        assert words in shown
    organiser_client.post(act, typed | {"do": ""})

    webinar.refresh_from_db()
    assert (webinar.time_zone, webinar.calendar_sequence) == ("Asia/Tokyo", 1)
    told = parsed(Message.objects.get(kind="changed"))
    entries = [part.get_content() for part in told.walk() if part.get_content_type() == "text/calendar"]
    assert entries
    assert all("SEQUENCE:1" in str(entry) for entry in entries)


@pytest.mark.parametrize(
    ("capacity", "sentence"),
    [
        ("-1", "Ensure this value is greater than or equal to 0."),
        ("2147483648", "Ensure this value is less than or equal to 2147483647."),
        ("2147483647", "Enter at most 1,000,000 places, or leave it empty for no limit."),
        ("many", "Enter a whole number."),
    ],
)
def test_a_number_of_places_that_is_none_is_refused(organiser_client, capacity, sentence):
    """B62"""
    typed = page(**KEPT, **rows("admission", {"capacity": capacity} | ADMISSION))

    assert refused(organiser_client, ADD, typed)[0] == [sentence]
    assert not Admission.objects.exists()


def test_fewer_places_than_people_throw_nobody_out_and_say_so(organiser_client):
    """B62: with 0 all join the waitlist, without a number there is no limit."""
    webinar = builders.admission(webinar=builders.coming_webinar(), capacity=2).webinar
    for _person in range(2):
        builders.registration(webinar)
    Admission.objects.update(capacity=1)

    listed = organiser_client.get("/admin/events/webinar/").text
    assert "2 registered, 0 of 1 places left" in listed
    assert builders.registration(webinar).status == "waitlisted"
    Admission.objects.update(capacity=0)
    assert builders.registration(webinar).status == "waitlisted"
    Admission.objects.update(capacity=None)
    assert builders.registration(webinar).status == "registered"
    assert webinar.registrations.attendees().count() == 3
