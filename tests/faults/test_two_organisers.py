"""Two organisers at once, B66: the second to save is told who changed what, and nothing is lost."""

import json
from html import unescape

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from events.models import Session
from tests import builders
from tests.events.webinar_form import again, appearance_row, change, errors, rows, session_row
from tests.events.webinar_form import typed_again as sent

pytestmark = pytest.mark.django_db


def signed_in(email, name):
    client = Client()
    client.force_login(builders.user(email, name=name))
    return client


@pytest.fixture
def ada(db):
    return signed_in("ada@example.org", "Ada First")


@pytest.fixture
def grace(db):
    return signed_in("grace@example.org", "Grace Second")


def seen(client, address):
    """Open a page and return what it carries of the state it shows."""
    return json.dumps(json.loads(client.get(address).context["seen"]))


def data(answer, name):
    return answer.context["adminform"].form.data.getlist(name)


def draft(**fields):
    return builders.webinar(title="Skills", slug="skills", status="draft", **fields)


def test_both_texts_are_shown_and_the_second_chooses(ada, grace):
    """B66"""
    webinar = draft(summary="Old.")
    opened = seen(grace, change(webinar))
    assert ada.post(change(webinar), sent(webinar, summary="By Ada.", kicker="Ada’s line")).status_code == 302

    answer = grace.post(change(webinar), sent(webinar, summary="By Grace.", audience="All", seen=opened))

    assert answer.status_code == 200
    assert (data(answer, "summary"), data(answer, "audience")) == (["By Grace."], ["All"])
    assert data(answer, "kicker") == ["Ada’s line"]
    assert "Ada First changed this meanwhile, to: By Ada." in errors(answer)
    shown = unescape(answer.content.decode())
    assert "Nothing is saved yet" in shown
    assert "<del>Old</del>" in shown or "<del>Old.</del>" in shown
    webinar.refresh_from_db()
    assert (webinar.summary, webinar.audience) == ("By Ada.", "")

    assert grace.post(change(webinar), again(answer)).status_code == 302

    webinar.refresh_from_db()
    assert (webinar.summary, webinar.audience, webinar.kicker) == ("By Grace.", "All", "Ada’s line")


def test_rows_edited_deleted_and_added_meanwhile(ada, grace):
    """B66"""
    webinar = draft()
    names = ["Edited by both", "Edited by Ada", "Deleted by Ada", "Deleted, edited", "Edited, deleted"]
    stored = [builders.session(webinar, title=name, order=n) for n, name in enumerate(names, start=1)]

    def kept(**typed):
        return [
            session_row(id=each.pk, title=each.title, order=each.order) | typed.get(f"row{n}", {})
            for n, each in enumerate(stored)
        ]

    opened = seen(grace, change(webinar))
    first = {
        "row0": {"title": "Ada 0"},
        "row1": {"title": "Ada 1"},
        "row2": {"DELETE": "on"},
        "row3": {"DELETE": "on"},
        "row4": {"title": "Ada 4"},
    }
    added = session_row(title="Added by Ada", order=6)
    ada.post(change(webinar), sent(webinar, **rows("sessions", added, kept=kept(**first))))
    second = {"row0": {"title": "Grace 0"}, "row3": {"title": "Grace 3"}, "row4": {"DELETE": "on"}}
    new = session_row(title="Added by Grace", order=7)

    answer = grace.post(
        change(webinar), sent(webinar, seen=opened, **rows("sessions", new, kept=kept(**second)))
    )

    formset = next(
        each.formset for each in answer.context["inline_admin_formsets"] if each.formset.prefix == "sessions"
    )
    shown = [
        (form["title"].value(), [text for texts in form.errors.values() for text in texts])
        for form in formset.forms
    ]
    assert shown == [
        ("Grace 0", ["Ada First changed this meanwhile, to: Ada 0"]),
        ("Ada 1", []),
        ("Ada 4", ["Ada First changed this row meanwhile. It is still marked to be deleted."]),
        ("Added by Ada", []),
        (
            "Grace 3",
            ["Ada First deleted this row meanwhile. If you save, it is added again as it stands here."],
        ),
        ("Added by Grace", []),
    ]

    assert grace.post(change(webinar), again(answer)).status_code == 302

    titles = set(Session.objects.values_list("title", flat=True))
    assert titles == {"Grace 0", "Ada 1", "Added by Ada", "Grace 3", "Added by Grace"}


def test_a_page_that_nobody_else_saved_is_saved_at_once(ada, grace):
    """B66"""
    webinar, other = draft(), builders.webinar()
    speaker = builders.speaker()
    opened = seen(grace, change(webinar))
    builders.session(other)

    answer = grace.post(
        change(webinar), sent(webinar, seen=opened, **rows("appearances", appearance_row(speaker=speaker.pk)))
    )

    assert answer.status_code == 302


def test_what_one_saved_in_another_window_is_told_too(ada):
    """B66"""
    webinar = draft(summary="Old.")
    opened = seen(ada, change(webinar))
    fields = sent(
        webinar, summary="New.", seen=opened, **rows("takeaways", {"sentence": "Once.", "order": ""})
    )

    assert [ada.post(change(webinar), fields).status_code for _twice in range(2)] == [302, 200]

    assert [each.sentence for each in webinar.takeaways.all()] == ["Once."]


@pytest.mark.parametrize("kind", ["speaker", "series", "organisation", "page", "site"])
def test_other_pages_than_the_webinars(ada, grace, kind):
    """B66"""
    model = apps.get_model("events", kind)
    thing = getattr(builders, kind)() if hasattr(builders, kind) else model.objects.first()
    address = reverse(f"admin:events_{kind}_change", args=[thing.pk])
    name = "title" if kind in ("series", "page") else "name"
    fields = dict(grace.get(address).context["adminform"].form.initial)
    fields = {
        key: value for key, value in fields.items() if value and "portrait" not in key and key != "logo"
    }
    fields |= rows("links") | rows("organisers") | {"seen": seen(grace, address)}
    assert ada.post(address, fields | {name: "Ada’s"}).status_code == 302

    answer = grace.post(address, fields | {name: "Grace’s"})

    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors[name] == ["Ada First changed this meanwhile, to: Ada’s"]
    assert grace.post(address, fields | {name: "Grace’s", "seen": answer.context["seen"]}).status_code == 302
    thing.refresh_from_db()
    assert getattr(thing, name) == "Grace’s"


@pytest.mark.parametrize(
    "nonsense",
    [
        "",
        "null",
        "[]",
        "{",
        '{"webinar": 1}',
        '{"webinar": {"x": 1}}',
        '{"webinar": {"1": 99999999999999999999}}',
    ],
)
def test_a_made_up_state_harms_nothing(ada, nonsense):
    """B66"""
    webinar = draft()

    answer = ada.post(change(webinar), sent(webinar, summary="New.", seen=nonsense))

    assert answer.status_code in (200, 302)


def admission(**typed):
    fields = {"organisation": "on", "job_title": "off", "country": "on", "group": "off", "needs": "on"}
    fields |= {"question": "off", "needs_days": 7, "doors_open_minutes": 15, "retention_days": 180}
    return fields | typed


def test_the_room_is_kept_though_the_trail_does_not_know_it(ada, grace):
    """B66"""
    webinar = draft()
    opened = seen(grace, change(webinar))
    rooms = [f"https://meet.example.org/{name}" for name in ("ada", "grace")]
    ada.post(change(webinar), sent(webinar, **rows("admission", admission(room_url=rooms[0], capacity=5))))
    stored = webinar.admission

    both_made_it = rows("admission", admission(capacity=9))
    answer = grace.post(change(webinar), sent(webinar, seen=opened, **both_made_it))

    assert errors(answer)[1:] == ["Ada First changed this meanwhile, to: 5"]
    row = rows("admission", kept=[admission(id=stored.pk, capacity=9, room_url=rooms[0])])
    row["initial-admission-0-room_url"] = rooms[0]
    assert data(answer, "admission-0-room_url") == [rooms[0]]
    opened = answer.context["seen"]
    stored.room_url = rooms[1]
    stored.save()

    answer = grace.post(change(webinar), sent(webinar, seen=opened, **row))

    assert data(answer, "admission-0-room_url") == [rooms[1]]
    assert rooms[0] not in answer.content.decode()


def test_what_can_only_be_looked_at_by_now_is_shown_as_it_is(ada, grace):
    """B66"""
    webinar = builders.two_sittings(title="Skills", slug="skills", status="draft")
    kept = [
        {"id": each.pk, "starts_at": "2026-09-25T10:00", "ends_at": "2026-09-25T11:00"}
        for each in webinar.sittings.all()
    ]
    opened = seen(grace, change(webinar))
    webinar.status = "published"
    webinar.save()
    webinar.sittings.last().delete()

    answer = grace.post(change(webinar), sent(webinar, seen=opened, **rows("sittings", kept=kept)))

    assert answer.status_code == 200
    assert "Published" in answer.content.decode()


def test_a_key_of_many_digits_is_not_found(ada):
    """B66"""
    assert ada.get(f"/admin/events/webinar/{'9' * 23}/change/").status_code == 404
