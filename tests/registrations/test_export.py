"""The list of registrations as a file, and B7 of the catalogue: what must not be in it."""

import logging

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.models import Record, User
from registrations import attendance, seats, visitor_form
from registrations.models import Needs, Question
from tests import builders
from tests.builders import NOW, START
from tests.registrations.exported import BOTH, LIST, content, of_csv

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser(client):
    client.force_login(builders.user())
    return client


@BOTH
def test_the_export_holds_what_the_list_shows(organiser, exported):
    webinar = builders.admission(capacity=1).webinar
    first, second = (builders.registration(webinar, country="CH", group="Academia") for _ in range(2))

    header, line = exported(organiser, "?status__exact=waitlisted")

    assert dict(zip(header, line, strict=True)) == {
        **dict.fromkeys(header, ""),
        "Reference": second.reference,
        "Webinar": webinar.title,
        "Full name": "Ada Example",
        "Email address": second.email,
        "Country or territory": "Switzerland",
        "Group": "Academia",
        "Language": "English",
        "Status": "On the waitlist",
        "Waitlist number": "1",
        "First registered (Europe/Zurich)": "2026-09-01 10:00",
    }
    assert [row[1] for row in exported(organiser)[1:]] == [second.reference, first.reference]


@BOTH
def test_times_of_several_webinars_are_told_in_utc(organiser, exported):
    for zone in ("Asia/Tokyo", "Europe/Zurich"):
        builders.registration(builders.webinar(time_zone=zone))

    header, first, second = exported(organiser)

    column = header.index("First registered (UTC)")
    assert (first[column], second[column]) == ("2026-09-01 08:00", "2026-09-01 08:00")


def test_the_file_is_named_by_webinar_and_day(organiser):
    webinar = builders.registration(builders.webinar(slug="skills")).webinar

    for query in ("", f"?webinar__id__exact={webinar.pk}", f"?webinar__id__exact={webinar.pk}&q=nobody"):
        answer = organiser.post(reverse(LIST) + query, {"format": "csv"})
        assert (
            f'filename="registrations-skills-{timezone.now():%Y-%m-%d}.csv"' in answer["Content-Disposition"]
        )
        list(answer.streaming_content)


@BOTH
def test_own_questions_are_columns_and_attendance_is_told(organiser, exported):
    webinar = builders.admission(room_url="https://example.org/secret-room").webinar
    asked = [
        Question.objects.create(webinar=webinar, text=text, why="To prepare.", order=order)
        for order, text in enumerate(["Your city?", "=Your wish?"])
    ]
    answers = {asked[0]: "Lima", asked[1]: "=1+1"}
    person = seats.register(webinar, builders.details(), visitor_form.new_key(), NOW, answers)
    attendance.join(person, START)

    header, line = exported(organiser)

    told = dict(zip(header, line, strict=True))
    mark = "'" if exported is of_csv else ""
    assert header[-3:] == ["Your city?", f"{mark}=Your wish?", "Other answers"]
    assert line[-3:] == ["Lima", f"{mark}=1+1", ""]
    assert (told["Sittings joined"], told["First joined (Europe/Zurich)"]) == ("1", "2026-09-25 10:00")
    assert "secret-room" not in str(line)


@BOTH
def test_answers_beyond_the_columns_are_not_lost(organiser, exported, monkeypatch):
    monkeypatch.setattr("registrations.export.MOST_QUESTIONS", 1)
    webinar = builders.webinar()
    asked = [Question.objects.create(webinar=webinar, text=text, why="W.", order=1) for text in "AB"]
    seats.register(webinar, builders.details(), visitor_form.new_key(), NOW, dict.fromkeys(asked, "Yes"))

    header, line = exported(organiser)

    assert list(zip(header, line, strict=True))[-2:] == [("A", "Yes"), ("Other answers", "B: Yes")]


def test_no_personal_link_is_in_the_export(organiser):
    registration = builders.registration(builders.webinar())

    assert "http" not in str(of_csv(organiser))
    assert registration.form_key not in str(of_csv(organiser))


@BOTH
def test_access_needs_are_for_those_with_the_right(client, exported):
    registration = builders.registration(builders.webinar())
    Needs.objects.create(registration=registration, kinds=["captions"], text="In French", is_arranged=True)
    user = builders.member("desk", webinar=registration.webinar)
    client.force_login(user)
    assert "Captions" not in str(exported(client))
    assert "Access needs" not in str(exported(client))

    other = builders.registration(builders.webinar())
    both = builders.member("organiser", webinar=other.webinar)
    both.memberships.create(webinar=registration.webinar, role="desk")
    client.force_login(both)
    assert "Captions" not in str(exported(client))
    assert "Not shown to you" in str(exported(client))

    user.memberships.update(role="desk-needs")
    client.force_login(User.objects.get(pk=user.pk))
    told = dict(zip(*exported(client), strict=True))
    assert (told["Access needs"], told["In their own words"], told["Arranged"]) == (
        "Captions",
        "In French",
        "Yes",
    )


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_however_many_there_are_all_rows_come_from_one_statement(
    organiser, form, django_assert_max_num_queries
):
    """B81: so the file is of one moment; memory is measured by bench/export.py."""
    webinar = builders.webinar()
    question = Question.objects.create(webinar=webinar, text="Why?", why="To know.")
    for _ in range(20):
        details = builders.details()
        seats.register(webinar, details, visitor_form.new_key(), NOW, {question: "Because"})

    with django_assert_max_num_queries(14) as asked:
        content(organiser, form)

    assert sum('."email"' in query["sql"] and "registration" in query["sql"] for query in asked) <= 2


def test_an_export_has_no_address_that_could_be_shared(organiser):
    """B82: there is no link, only a press of a button by somebody who is signed in."""
    assert organiser.get(reverse(LIST)).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = organiser.cookies
    assert strict.post(reverse(LIST), {"format": "csv"}).status_code == 403


def test_the_export_is_for_those_who_may_see_registrations(client):
    """B82"""
    answer = client.post(reverse(LIST), {"format": "csv"})
    assert answer.status_code == 302
    assert "login" in answer.url

    client.force_login(User.objects.create_user("nobody@example.org", is_staff=True))
    assert client.post(reverse(LIST), {"format": "csv"}).status_code == 403


def test_each_export_is_noted_with_who_made_it(organiser, caplog):
    """B82"""
    webinar = builders.registration(builders.webinar()).webinar

    with caplog.at_level(logging.INFO):
        content(organiser, "csv", f"?webinar__id__exact={webinar.pk}")

    noted = [
        record.facts for record in caplog.records if getattr(record, "facts", {}).get("event") == "export"
    ]
    user = User.objects.get()
    assert [facts["reasons"] for facts in noted] == [[f"user.{user.pk}", f"webinar.{webinar.pk}", "rows.1"]]
    kept = Record.objects.get(kind="export")
    assert (kept.by, kept.about, kept.count) == (user, webinar.title, 1)


@pytest.mark.parametrize(
    ("query", "form"), [("", "exe"), ("", ""), ("?id__exact=abc", "csv"), ("?nonsense=1", "csv")]
)
def test_an_impossible_export_is_refused(organiser, query, form):
    assert organiser.post(reverse(LIST) + query, {"format": form}).status_code == 400
