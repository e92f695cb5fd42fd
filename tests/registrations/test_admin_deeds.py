"""What the page of a webinar offers besides saving it: only what would not be refused."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from events.models import Role
from registrations.models import Admission
from tests import builders
from tests.events.pages import text_of

pytestmark = pytest.mark.django_db


def address(name, webinar):
    return reverse(f"admin:events_webinar_{name}", args=[webinar.pk])


def offered(client, webinar):
    """Return the words and links in the line about the people of a webinar."""
    line = re.search(r'<div class="people">.*?</div>', text_of(client, address("change", webinar)), re.S)[0]
    return re.findall(r"<(?:strong|a|button)[^>]*>([^<]+)</", line)


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (Role.ORGANISER, ["See them", "Write to them", "Export as CSV", "Export as XLSX"]),
        (Role.DESK, ["See them", "Export as CSV", "Export as XLSX"]),
        (Role.READER, ["Registrations over time"]),
    ],
)
def test_the_page_says_how_many_are_registered_and_leads_to_what_each_role_may_do(client, role, expected):
    webinar = builders.admission(webinar=builders.coming_webinar(), capacity=2).webinar
    for _ in range(3):
        builders.registration(webinar, now=timezone.now())

    client.force_login(builders.member(role, webinar=webinar))
    assert offered(client, webinar) == ["2 registered, 0 of 2 places left, 1 waiting", *expected]


def test_without_registrations_there_is_nothing_to_export(organiser_client):
    assert offered(organiser_client, builders.webinar()) == ["0 registered", "See them", "Write to them"]


def test_page_and_list_say_how_many_are_registered_and_how_many_are_not_yet(organiser_client):
    admission = builders.admission(webinar=builders.coming_webinar(), capacity=8)
    for asked in ({}, {"asks_approval": True}, {"asks_confirmation": True}):
        Admission.objects.update(**asked)
        for _ in range(2 if asked else 1):
            builders.registration(admission.webinar, now=timezone.now())
    listed = organiser_client.get(reverse("admin:events_webinar_changelist")).text

    words = "1 registered, 2 to be approved, 2 to confirm their address, 3 of 8 places left"
    assert offered(organiser_client, admission.webinar)[0] == words
    assert f">{words}</a>" in listed


def test_what_would_be_refused_with_registrations_is_not_offered(organiser_client):
    webinar = builders.coming_webinar()
    draft, delete = "Make it a draft again", address("delete", webinar)
    before = text_of(organiser_client, address("change", webinar))

    builders.registration(webinar, now=timezone.now())
    after = text_of(organiser_client, address("change", webinar))

    assert [each in before for each in (draft, delete)] == [True, True]
    assert [each in after for each in (draft, delete)] == [False, False]


def test_times_that_are_no_fields_any_more_lead_to_where_they_are_changed(organiser_client):
    webinar = builders.webinar()
    move = reverse("admin:events_webinar_act", args=[webinar.pk, "move"])

    shown = text_of(organiser_client, address("change", webinar))

    assert f'To change the time, use <a href="{move}">Move to another time…</a>' in shown


def test_nobody_is_led_back_to_what_was_never_typed(organiser_client):
    webinar = builders.webinar()
    unpublish = reverse("admin:events_webinar_act", args=[webinar.pk, "unpublish"])

    answer = organiser_client.post(unpublish, {"seen": webinar.calendar_sequence})

    assert "Make it a draft</button>" in answer.text
    assert "Back to what I typed" not in answer.text


def test_who_deletes_a_webinar_reads_that_speakers_and_organisations_stay(organiser_client):
    webinar = builders.webinar(status="draft")
    builders.appearance(webinar, builders.speaker())
    builders.organiser(webinar)

    shown = text_of(organiser_client, address("delete", webinar))

    assert "Speakers and organisations themselves stay." in shown
    assert re.findall(r"<li>([^<]+: \d)</li>", shown) == [
        "Organisations, as this page names them: 1",
        "Speakers and moderators, as this page names them: 1",
    ]


def test_who_may_only_read_sees_texts_and_files_as_visitors_do(client):
    webinar = builders.webinar(text_before="<p>Why <strong>now</strong></p>")
    document = builders.document(webinar, title="Slides", file="documents/x7f.pdf", size=1200)
    client.force_login(builders.member(Role.READER, webinar=webinar))

    shown = text_of(client, address("change", webinar))

    assert '<div class="prose"><p>Why <strong>now</strong></p></div>' in shown
    file = reverse("admin:events_webinar_document", args=[webinar.pk, document.pk])
    assert f'<a href="{file}">PDF, 1 kB</a>' in shown
    assert "x7f" not in shown
