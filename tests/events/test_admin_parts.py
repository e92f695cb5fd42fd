"""Documents and sittings on the page of a webinar."""

from datetime import UTC, datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from events.models import Document, Sitting
from tests import builders
from tests.events.webinar_form import (
    ADD,
    appearance_row,
    change,
    document_row,
    errors,
    page,
    rows,
    saved,
    typed_again,
)


def test_the_size_of_a_document_is_noted_and_forgotten_with_it(organiser_client):
    file = SimpleUploadedFile("notes.txt", b"Notes of the day")
    webinar = saved(organiser_client, ADD, page(**rows("documents", document_row(file=file))))
    document = webinar.documents.get()
    assert (document.size, document.file.name[:10]) == (16, "documents/")
    kept = document_row(id=document.pk, order=1)

    fields = rows("documents", kept=[kept | {"file-clear": "on"}])
    saved(organiser_client, change(webinar), page(**fields))

    document.refresh_from_db()
    assert (document.size, document.file.name) == (None, "")


def test_the_file_of_a_document_is_looked_at_before_anyone_may_fetch_it(organiser_client):
    file = SimpleUploadedFile("notes.txt", b"Notes of the day")
    row = document_row(file=file, audience="registrants", publish_at="2099-01-01T10:00")
    webinar = saved(organiser_client, ADD, page(**rows("documents", row)))
    document = webinar.documents.get()

    address = reverse("admin:events_webinar_document", args=[webinar.pk, document.pk])
    assert f'href="{address}"' in organiser_client.get(change(webinar)).content.decode()
    answer = organiser_client.get(address)

    assert b"".join(answer) == b"Notes of the day"
    assert "no-store" in answer["Cache-Control"]
    assert organiser_client.get(document.get_absolute_url()).status_code == 404


def test_a_document_with_file_and_address_is_refused(organiser_client):
    file = SimpleUploadedFile("notes.txt", b"Notes of the day")

    response = organiser_client.post(
        ADD, page(**rows("documents", document_row(file=file, url="https://example.org/a")))
    )

    assert errors(response) == ["Give a file or an address, not both."]
    assert not Document.objects.exists()


def test_a_program_as_a_document_is_refused(organiser_client):
    file = SimpleUploadedFile("slides.pdf", b"MZ not a PDF")

    response = organiser_client.post(ADD, page(**rows("documents", document_row(file=file))))

    assert errors(response) == ["This file is not a PDF. Save the document as PDF and choose it again."]


def test_sittings_set_start_and_end(organiser_client):
    first = {"starts_at": "2026-09-25T09:00", "ends_at": "2026-09-25T12:00", "label": "Day 1"}
    second = {"starts_at": "2026-09-26T09:00", "ends_at": "2026-09-26T12:00", "label": "Day 2"}

    webinar = saved(organiser_client, ADD, page(**rows("sittings", second, first)))

    assert webinar.starts_at == datetime(2026, 9, 25, 7, tzinfo=UTC)
    assert webinar.ends_at == datetime(2026, 9, 26, 10, tzinfo=UTC)
    assert sorted(webinar.sittings.values_list("number", flat=True)) == [1, 2]
    shown = organiser_client.get(change(webinar)).content.decode()
    assert 'name="starts_at"' not in shown
    assert "25 September 2026, 09:00 (Zurich)" in shown


def test_sittings_that_overlap_are_refused(organiser_client):
    first = {"starts_at": "2026-09-25T09:00", "ends_at": "2026-09-25T12:00"}
    second = {"starts_at": "2026-09-25T11:00", "ends_at": "2026-09-25T13:00"}

    response = organiser_client.post(ADD, page(**rows("sittings", first, second)))

    assert errors(response) == ["The sittings of a webinar must not overlap."]
    assert not Sitting.objects.exists()


def test_a_sitting_may_lie_beside_that_of_another_webinar(organiser_client):
    other = builders.webinar()
    Sitting.objects.create(
        webinar=other, number=1, starts_at=builders.START, ends_at=builders.START + timedelta(hours=1)
    )
    same = {"starts_at": "2026-09-25T10:00", "ends_at": "2026-09-25T11:00"}

    webinar = saved(organiser_client, ADD, page(**rows("sittings", same)))

    assert webinar.sittings.count() == 1


def test_two_days_move_by_one_day_together(organiser_client):
    first = {"starts_at": "2026-09-25T09:00", "ends_at": "2026-09-25T12:00"}
    second = {"starts_at": "2026-09-26T09:00", "ends_at": "2026-09-26T12:00"}
    third = {"starts_at": "2026-09-27T09:00", "ends_at": "2026-09-27T12:00"}
    webinar = saved(organiser_client, ADD, page(**rows("sittings", first, second)))
    one, two = webinar.sittings.all()
    kept = [{"id": one.pk, **second}, {"id": two.pk, **third}]

    saved(organiser_client, change(webinar), page(**rows("sittings", kept=kept)))

    assert [(sitting.number, sitting.starts_at.day) for sitting in webinar.sittings.all()] == [
        (1, 26),
        (2, 27),
    ]
    webinar.refresh_from_db()
    assert (webinar.starts_at.day, webinar.ends_at.day) == (26, 27)


def test_confirmed_without_a_name_is_said_when_it_is_saved_and_not_again(organiser_client):
    webinar = builders.webinar(status="draft")
    unticked = {"role": "speaker", "organisation": "WEC"}
    ticked = builders.appearance(webinar, organisation="ILO")
    kept = appearance_row(id=ticked.pk, organisation="ILO", order=ticked.order)

    for organisation, said in [("WHO", ["WHO (Speaker)."]), ("WHO", [])]:
        kept["organisation"] = organisation
        typed = typed_again(webinar, **rows("appearances", unticked, kept=[kept]))
        told = organiser_client.post(change(webinar), typed, follow=True).context["messages"]
        assert [str(each).rpartition(": ")[2] for each in told if each.level_tag == "warning"] == said
