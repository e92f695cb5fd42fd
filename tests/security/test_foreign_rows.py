"""What another team's is cannot be reached through one's own pages: rows, choices, lists, files (B67)."""

import json
import logging
import re

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse

from events.models import Member, Speaker, Webinar
from registrations.models import Registration
from tests import builders, forms_of
from tests.events.test_admin import ADD, appearance_row, change, errors, page, rows, saved, session_row
from tests.security.matrix import ELSEWHERE, PERSON, World

pytestmark = pytest.mark.django_db
LIST = "admin:registrations_registration_changelist"


@pytest.fixture
def worlds():
    return World(), World(ELSEWHERE)


@pytest.fixture
def organiser(client, worlds):
    user = builders.member("organiser", series=worlds[0].series)
    client.force_login(user)
    return user


def test_whoever_makes_a_webinar_in_their_series_organises_it_and_stays_signed_in(client, organiser, worlds):
    own, foreign = worlds
    for series in ("", foreign.series.pk):
        assert client.post(ADD, page(series=series)).status_code == 200
    assert not Webinar.objects.filter(slug="skills").exists()

    webinar = saved(client, ADD, page(series=own.series.pk))

    assert webinar.team.get().user == organiser
    assert client.get(change(webinar)).status_code == 200


def test_a_webinar_is_not_taken_from_the_team_of_its_series(client, worlds):
    own, foreign = worlds
    user = builders.member("organiser", webinar=own.webinar)
    Member.objects.create(user=user, series=builders.series(), role="organiser")
    client.force_login(user)
    Webinar.objects.filter(pk=own.webinar.pk).update(status="draft")

    saved(client, change(own.webinar), page(series=foreign.series.pk))

    own.webinar.refresh_from_db()
    assert own.webinar.series == own.series


@pytest.mark.parametrize("kept", [True, False], ids=["as saved before", "as new"])
def test_rows_of_another_webinar_posted_on_ones_own_page_stay_as_they_are(client, organiser, worlds, kept):
    """B67"""
    own, foreign = worlds
    theirs = builders.session(foreign.webinar, title="Theirs")
    row = session_row(id=theirs.pk, title="Stolen", webinar=own.webinar.pk)

    answer = client.post(
        change(own.webinar), page(**rows("sessions", *([] if kept else [row]), kept=[row] * kept))
    )

    theirs.refresh_from_db()
    assert (theirs.title, theirs.webinar) == ("Theirs", foreign.webinar)
    assert answer.status_code < 500


def rows_of(world):
    """Return all rows that belong to a webinar, as they are."""
    models = [*apps.get_app_config("events").get_models(), *apps.get_app_config("registrations").get_models()]
    columns = {model: {field.name for field in model._meta.concrete_fields} for model in models}
    found = {
        model: model._default_manager.filter(webinar=world.webinar)
        for model in models
        if "webinar" in columns[model]
    }
    found |= {
        model: model._default_manager.filter(registration=world.registration)
        for model in models
        if "registration" in columns[model]
    }
    found[Webinar] = Webinar.objects.filter(pk=world.webinar.pk)
    return {model: list(rows.order_by("pk").values()) for model, rows in found.items()}


def test_no_part_of_ones_own_page_reaches_the_rows_of_another(client, organiser, worlds):
    """B67: each set of rows with the keys of another's rows in it, changed and as one's own."""
    pages = []
    for world, user in zip(worlds, (organiser, builders.user()), strict=True):
        client.force_login(user)
        ((_to, form),) = [
            each for each in forms_of.posted(client.get(change(world.webinar)).text, "") if "title" in each[1]
        ]
        pages.append(form)
    client.force_login(organiser)
    own, theirs = pages
    before, asked = rows_of(worlds[1]), []
    for prefix in [name.removesuffix("-INITIAL_FORMS") for name in theirs if name.endswith("-INITIAL_FORMS")]:
        rows = {name: value for name, value in theirs.items() if name.startswith(f"{prefix}-")}
        asked += [prefix] * (rows[f"{prefix}-INITIAL_FORMS"] != ["0"])
        stolen = {name: ["Stolen"] for name in rows if re.search("(title|sentence|text|function)$", name)}
        stolen |= {name: [worlds[0].webinar.pk] for name in rows if name.endswith("-webinar")}
        assert client.post(change(worlds[0].webinar), own | rows | stolen).status_code in {200, 302}
        assert rows_of(worlds[1]) == before, prefix

    assert len(set(asked)) == 7


def test_no_act_of_any_list_reaches_the_rows_of_another(client, organiser, worlds):
    """B67"""
    before, acts = rows_of(worlds[1]), []
    for screen in admin.site._registry.values():
        address = reverse(f"admin:{screen.opts.label_lower.replace('.', '_')}_changelist")
        for act in screen.actions or []:
            chosen = [getattr(world, screen.opts.model_name).pk for world in worlds]
            typed = {"action": act, "sure": "yes", "_selected_action": chosen}
            client.post(address, typed)
            client.post(address, typed | {"select_across": 1})
            assert rows_of(worlds[1]) == before, act
            acts.append(act)

    assert len(acts) > 5


def test_what_is_hidden_cannot_be_chosen_by_its_number(client, organiser, worlds):
    """B67"""
    own, foreign = worlds
    row = appearance_row(speaker=foreign.speaker.pk)
    answer = client.post(ADD, page(series=own.series.pk, **rows("appearances", row)))
    assert any("valid choice" in sentence for sentence in errors(answer))

    by_hand = {"webinar": foreign.webinar.pk, "name": "Ada", "email": "ada@example.org"}
    written = {"webinar": foreign.webinar.pk, "kind": "ready", "audience": "all", "subject": "Hello"}
    for name, typed in [("registration", by_hand), ("announcement", written)]:
        answer = client.post(reverse(f"admin:registrations_{name}_add"), typed)
        assert "valid choice" in str(answer.context["adminform"].form.errors["webinar"])
    assert foreign.webinar.registrations.count() == foreign.webinar.announcements.count() == 1


@pytest.mark.parametrize(
    ("app", "model", "field"),
    [
        ("registrations", "registration", "webinar"),
        ("events", "appearance", "speaker"),
    ],
)
def test_what_is_hidden_is_not_offered(client, organiser, worlds, app, model, field):
    """B67"""
    asked = {"app_label": app, "model_name": model, "field_name": field}

    offered = client.get(reverse("admin:autocomplete"), asked)

    names = [each["text"] for each in json.loads(offered.content)["results"]]
    assert str(getattr(worlds[0], field)) in names
    assert not [name for name in names if ELSEWHERE in name]


def test_acts_on_many_leave_out_those_of_others(client, organiser, worlds):
    """B67"""
    own, foreign = worlds
    chosen = [own.registration.pk, foreign.registration.pk]

    client.post(reverse(LIST), {"action": "cancel", "sure": "yes", "_selected_action": chosen})

    status = dict(Registration.objects.values_list("pk", "status"))
    assert [status[pk] for pk in chosen] == ["cancelled", "registered"]


def test_a_file_holds_nobody_of_another_webinar(client, organiser, worlds):
    """B67"""
    for query in ("", f"?webinar__id__exact={worlds[1].webinar.pk}"):
        answer = client.post(reverse("admin:registrations_registration_export") + query, {"format": "csv"})
        text = b"".join(answer).decode()
        assert ELSEWHERE not in text
        assert (PERSON in text) == (query == "")


def test_a_shared_speaker_is_shown_and_not_changed(client, organiser, worlds):
    builders.appearance(worlds[1].webinar, worlds[0].speaker)
    page_of = reverse("admin:events_speaker_change", args=[worlds[0].speaker.pk])

    assert client.get(page_of).status_code == 200
    assert client.post(page_of, {"name": "Defaced", "slug": "defaced"}).status_code == 403
    assert not Speaker.objects.filter(name="Defaced").exists()


def test_who_adds_a_speaker_may_correct_them(client, organiser):
    client.post(reverse("admin:events_speaker_add"), typed_speaker("Grace Exmaple"))
    added = Speaker.objects.get(slug="grace")

    client.post(reverse("admin:events_speaker_change", args=[added.pk]), typed_speaker("Grace Example"))

    added.refresh_from_db()
    assert (added.name, added.added_by) == ("Grace Example", organiser)


def typed_speaker(name):
    return {"name": name, "slug": "grace", "links-TOTAL_FORMS": 0, "links-INITIAL_FORMS": 0}


def test_a_refusal_is_a_named_event_without_values(client, organiser, worlds, caplog):
    with caplog.at_level(logging.WARNING):
        client.get(change(worlds[1].webinar))

    (facts,) = [each.facts for each in caplog.records if hasattr(each, "facts")]
    assert facts == {
        "event": "permission refused",
        "route": "admin:events_webinar_change",
        "reasons": [f"user.{organiser.pk}", "object.not-theirs"],
    }
