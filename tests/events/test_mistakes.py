"""A page that is refused says first what is to be corrected, each line leading to its field."""

import re

from django.core.files.uploadedfile import SimpleUploadedFile

from tests import builders
from tests.events.webinar_form import ADD, change, document_row, page, rows, session_row, typed_again


def question(**fields):
    return {"text": "Diet?", "why": "For lunch.", "kind": "short", "choices": "", "order": ""} | fields


def mistakes(response):
    return [(each.words, each.anchor) for each in response.context["mistakes"]]


def test_each_mistake_names_its_field_and_its_row_and_leads_there(organiser_client):
    typed = page(starts_at="", **rows("questions", question(), question(why="")))

    response = organiser_client.post(ADD, typed)

    assert mistakes(response) == [
        ("Start: This field is required.", "id_starts_at"),
        ("Own questions, row 2: Why we ask: This field is required.", "id_questions-1-why"),
    ]
    shown = response.content.decode()
    assert "Please correct the error" not in shown
    for _words, anchor in mistakes(response):
        assert f'<a href="#{anchor}">' in shown
        assert f'id="{anchor}"' in shown


def test_an_end_before_the_start_leads_to_the_end_and_marks_its_section(organiser_client):
    early = {"ends_at": "2026-09-25T09:00"}
    session = session_row(title="Opening", starts_at="2026-09-25T10:00", **early)
    sitting = {"starts_at": "2026-09-25T10:00", **early}

    answer = organiser_client.post(
        ADD, page(**early, **rows("sessions", session), **rows("sittings", sitting))
    )

    assert set(mistakes(answer)) == {
        ("End: The webinar must end after it starts.", "id_ends_at"),
        ("Sittings, row 1: End: A sitting must end after it starts.", "id_sittings-0-ends_at"),
        ("Sessions, row 1: End: A session with an end needs a start before it.", "id_sessions-0-ends_at"),
    }
    marked = [part.section.name for part in answer.context["sections"] if part.has_mistakes]
    assert marked == ["time", "programme"]


def test_what_concerns_several_fields_leads_to_one(organiser_client):
    typed = page(number="3", format="hybrid")

    found = mistakes(organiser_client.post(ADD, typed))

    assert [anchor for _words, anchor in found] == ["id_series", "id_place_name"]


def test_a_title_that_is_missing_is_one_mistake(organiser_client):
    answer = organiser_client.post(ADD, page(title="", slug=""))

    assert mistakes(answer) == [("Title: This field is required.", "id_title")]


def test_the_fold_of_the_series_names_it_and_is_open(organiser_client):
    webinar = builders.webinar(series=builders.series(title="Skills & jobs"), number=1)

    shown = organiser_client.get(change(webinar)).content.decode()

    assert re.search(r"<details open><summary>\s*<h3[^>]*>Series: Skills &amp; jobs</h3>", shown)


def test_what_is_no_web_address_is_told_what_one_looks_like(organiser_client):
    typed = page(**rows("documents", document_row(title="Slides", url="slides here")))

    [(words, _anchor)] = mistakes(organiser_client.post(ADD, typed))

    assert words.endswith(": Paste a web address, such as https://example.org/page.")


def test_of_a_refused_picture_one_sentence_says_what_to_do(organiser_client):
    typed = page(picture=SimpleUploadedFile("a.png", b"no picture"), picture_alt="A bridge")

    shown = organiser_client.post(ADD, typed).content.decode()

    assert "This file is not a picture that can be read." in shown
    assert "Please choose the picture again." not in shown
    assert "PNG, JPEG or WebP, 10 MB at most. It is shown 16 wide to 9 high" in shown


def test_what_was_folded_is_open_and_its_section_marked_where_a_mistake_stands(organiser_client):
    typed = page(**{"number": "-5", "admission-TOTAL_FORMS": 1, "admission-0-needs_days": "x"})

    response = organiser_client.post(ADD, typed)

    marked = [part.section.name for part in response.context["sections"] if part.has_mistakes]
    assert marked == ["page", "admission"]
    folded = re.findall(r"<details><summary>\s*<h3[^>]*>([^<]*)", response.content.decode())
    assert not {"Series", "What people are asked, besides name and email address"} & set(folded)


def test_a_file_that_cannot_be_kept_has_to_be_chosen_again(organiser_client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "kept").write_bytes(b"no folder")
    file = SimpleUploadedFile("notes.txt", b"Notes of the day", "text/plain")
    document = document_row(title="Slides", file=file)
    typed = page(title="", **rows("documents", document))

    response = organiser_client.post(ADD, typed)

    told = "Documents, row 1: File: choose the file again, a browser does not keep it."
    assert (told, "id_documents-0-file") in mistakes(response)


def test_a_row_that_is_to_go_is_not_to_be_corrected_first(organiser_client):
    webinar = builders.webinar(status="draft")
    session = builders.session(webinar, title="Opening")
    row = session_row(id=session.pk, title="x" * 1000, order="1", DELETE="on")

    response = organiser_client.post(
        change(webinar), typed_again(webinar, title="", **rows("sessions", kept=[row]))
    )

    assert [words for words, _anchor in mistakes(response)] == ["Title: This field is required."]


def test_a_page_on_which_nothing_was_typed_has_nothing_to_correct(organiser_client):
    assert mistakes(organiser_client.get(ADD)) == []


def test_a_new_webinar_gets_the_usual_reminders(organiser_client):
    response = organiser_client.get(ADD)

    ticked = re.findall(r'name="admission-0-reminders" value="(\d+)"[^>]*checked', response.content.decode())
    assert ticked == ["1440", "60"]
