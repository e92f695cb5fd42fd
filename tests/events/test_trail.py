"""The trail: who changed what and when in what is published, and never anything of registrants."""

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from simple_history.models import HistoricalRecords

from events.models import Speaker, Webinar
from registrations import changes, seats
from registrations.models import Admission
from tests import builders
from tests.builders import NOW
from tests.events.webinar_form import change, errors, page, rows, session_row

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser(client):
    user = builders.user(name="Grace Sample")
    client.force_login(user)
    return user


def history(thing):
    return reverse(f"admin:{thing._meta.app_label}_{thing._meta.model_name}_history", args=[thing.pk])


def shown(client, thing):
    """Return [(who, [(what, deed, {field: (before, after)})])] of the page of changes."""
    answer = client.get(history(thing))
    assert answer.status_code == 200
    return [(str(press.who), [told(step) for step in press.steps]) for press in answer.context["presses"]]


def told(step):
    return (
        step.what,
        step.deed,
        {each.label: (text(each.before), text(each.after)) for each in step.differences},
    )


def text(pieces):
    return "".join(piece for piece, _differs in pieces)


def posted(client, webinar, **fields):
    answer = client.post(change(webinar), page(title=webinar.title, slug=webinar.slug) | fields)
    assert answer.status_code == 302, errors(answer)


def test_only_what_is_published_has_a_trail():
    kept = {model.__name__ for model in apps.get_models() if hasattr(model, "history")}
    columns = {each.name for each in Admission.history.model._meta.fields}

    assert kept == {
        *("Webinar", "Sitting", "Session", "Appearance", "Takeaway", "Document", "Organiser"),
        *("Speaker", "SpeakerLink", "Organisation", "Series", "Page", "Site"),
        *("Admission", "Question"),
    }
    assert not {"room_url", "room_instructions"} & columns


def test_what_is_saved_at_once_is_told_together_in_the_words_of_the_fields(client, organiser):
    webinar = builders.webinar(title="Skills", slug="skills", status="draft", text_before="<p>Why now?</p>")
    kept = builders.session(webinar, title="Opening", order=1)
    gone = builders.session(webinar, title="Break", order=2)
    sent = {
        "title": "Skills for all",
        "text_before": "<p>Why then?</p>",
        "is_recorded": "on",
        "spoken_languages": ["en", "fr"],
        **rows(
            "sessions",
            session_row(title="Close", kind="closing"),
            kept=[
                session_row(id=kept.pk, title="Welcome", order=1),
                session_row(id=gone.pk, title="Break", order=2, DELETE="on"),
            ],
        ),
        **rows("takeaways", {"sentence": "Start early.", "order": ""}),
    }

    posted(client, webinar, **sent)

    (who, steps), *before = shown(client, webinar)
    assert who == "Grace Sample"
    assert {what: (deed, found) for what, deed, found in steps} == {
        "Webinar: Skills for all": (
            "~",
            {
                "Title": ("Skills", "Skills for all"),
                "Text before the webinar": ("Why now?", "Why then?"),
                "Spoken languages": ("", "English, French"),
                "Will be recorded": ("no", "yes"),
            },
        ),
        "Session: Welcome": ("~", {"Title": ("Opening", "Welcome")}),
        "Session: Break": ("-", {"Kind": ("Session", ""), "Title": ("Break", ""), "Order": ("2", "")}),
        "Session: Close": ("+", {"Kind": ("", "Closing"), "Title": ("", "Close"), "Order": ("", "2")}),
        "Takeaway: Start early.": ("+", {"Sentence": ("", "Start early."), "Order": ("", "1")}),
    }
    assert {who for who, _steps in before} == {"None"}


def test_an_act_is_told_with_who_did_it_and_a_verb_of_the_worker_without(client, organiser):
    webinar = builders.webinar()
    act = reverse("admin:events_webinar_act", args=[webinar.pk, "postpone"])
    client.post(act, {"reason": "Storm", "seen": 0, "do": ""})
    webinar.refresh_from_db()
    assert webinar.status == Webinar.Status.POSTPONED

    changes.reinstate(webinar, NOW, seen=1)

    stood = [(who, steps[0][2].get("Status")) for who, steps in shown(client, webinar)]
    assert stood[:2] == [("None", ("Postponed", "Published")), ("Grace Sample", ("Published", "Postponed"))]
    assert not hasattr(HistoricalRecords.context, "request")


def test_the_room_is_told_to_have_changed_but_not_kept(client, organiser):
    webinar = builders.webinar(slug="skills", status="draft", title="Skills")
    admission = builders.admission(webinar=webinar, room_url="https://meet.example.org/secret")

    admission.room_url = "https://meet.example.org/other"
    admission.save()

    assert shown(client, webinar)[0][1][-1] == ("Admission", "~", {})
    answer = client.get(history(webinar)).content.decode()
    assert "the address of the room and its instructions are secret" in answer
    assert "meet.example.org" not in answer


def test_what_visitors_do_leaves_no_trail_and_public_pages_ask_for_nobody(client, django_assert_num_queries):
    webinar = builders.coming_webinar()
    before = Webinar.history.count()

    seats.register(webinar, builders.details(), "a key", NOW)
    answer = client.get(webinar.get_absolute_url())

    assert Webinar.history.count() == before
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")


def test_a_deleted_account_is_told_by_its_number_and_a_deleted_speaker_not(client, organiser):
    webinar, speaker = builders.webinar(), builders.speaker(biography="<p>Ada was here.</p>")
    other = builders.user("other@example.org", name="Leaving Person")
    session = builders.session(webinar, title="Opening")
    session._history_user = other
    session.title = "Welcome"
    session.save()
    assert shown(client, webinar)[0][0] == "Leaving Person"
    number = other.pk

    other.delete()
    client.post(reverse("admin:events_speaker_delete", args=[speaker.pk]), {"post": "yes"})

    assert f"deleted account no. {number}" in client.get(history(webinar)).content.decode()
    assert not Speaker.history.filter(name="Ada Example").exists()
    assert [each.object_repr for each in LogEntry.objects.all()] == ["–"]


def test_the_trail_of_many_rows_takes_one_statement(client, organiser):
    webinar = builders.webinar(title="Skills", slug="skills", status="draft")
    new = [session_row(title=f"Session {number}") for number in range(10)]

    with CaptureQueriesContext(connection) as asked:
        posted(client, webinar, **rows("sessions", *new))

    written = [each for each in asked if each["sql"].startswith('INSERT INTO "events_historicalsession"')]
    assert len(written) == 1
    assert len(shown(client, webinar)[0][1]) == 10


def test_changes_of_a_long_programme_take_few_questions(client, organiser, django_assert_max_num_queries):
    webinar = builders.webinar()
    for number in range(30):
        session = builders.session(webinar, title=f"Session {number}")
        builders.appearance(webinar, builders.speaker(), session=session)

    with django_assert_max_num_queries(12):
        assert len(shown(client, webinar)) >= 1


def test_each_page_of_organisers_has_its_changes_and_a_foreign_one_none(client, organiser):
    things = [builders.series(), builders.speaker(), builders.organisation()]
    things += [apps.get_model("events", name).objects.first() for name in ("Page", "Site")]

    assert [len(shown(client, thing)[0][1]) for thing in things] == [1] * 5
    assert client.get(reverse("admin:events_webinar_history", args=[999_999])).status_code == 404
