"""A file that came with a refused form need not be chosen again, is nobody else's, and does not stay."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from events import files
from events.admin.kept_files import LOST
from events.models import Document, Speaker
from tests import builders
from tests.events.test_mistakes import mistakes
from tests.events.uploaded import picture
from tests.events.webinar_form import ADD, document_row, page, rows

SPEAKER = "/admin/events/speaker/add/"
NOTES, OTHERS = b"Notes of the day", b"Notes of another day"
NAMED = {"name": "Ada Example", "slug": "ada"} | rows("links")
BOX = re.compile(r'type="checkbox" name="(_kept-[^"]+)" value="([^"]+)" checked>\s*([^<]*)')


@pytest.fixture
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def notes(name="notes.txt", content=NOTES):
    return SimpleUploadedFile(name, content, "text/plain")


def boxes(response):
    """Return {name: (token, words)} of the boxes beside the files that are kept."""
    found = BOX.findall(unescape(response.content.decode()))
    return {name: (token, words.strip()) for name, token, words in found}


def tokens(response):
    return {name: token for name, (token, _words) in boxes(response).items()}


def in_folder(folder):
    return [path.name for path in folder.rglob("*") if path.is_file()]


def webinar(title="Skills for all", **files):
    return page(title=title, **rows("documents", document_row(title="Notes", **files)))


def test_a_document_of_a_refused_page_is_kept_and_saved_with_the_next_press(organiser_client, folder):
    first = organiser_client.post(ADD, webinar(title="", file=notes()))
    second = organiser_client.post(ADD, webinar(title="") | tokens(first))

    for refused in (first, second):
        assert mistakes(refused) == [("Title: This field is required.", "id_title")]
        assert boxes(refused)["_kept-documents-0-file"][1] == (
            "notes.txt is kept; choose another to replace it."
        )
    assert len(in_folder(folder)) == 1
    assert organiser_client.post(ADD, webinar() | tokens(second)).status_code == 302

    with Document.objects.get().file.open() as stored:
        assert stored.read() == NOTES
    assert "notes" not in "".join(in_folder(folder))


def test_a_picture_is_kept_and_drawn_anew_when_it_is_saved(organiser_client, folder):
    portrait = SimpleUploadedFile("me.png", picture())
    refused = organiser_client.post(SPEAKER, NAMED | {"name": "", "portrait": portrait})

    assert organiser_client.post(SPEAKER, NAMED | tokens(refused)).status_code == 302

    assert Speaker.objects.get().portrait.name.endswith(".webp")


def test_another_file_replaces_it_and_an_unticked_one_is_not_used(organiser_client, folder):
    kept = tokens(organiser_client.post(ADD, webinar(title="", file=notes())))

    organiser_client.post(ADD, webinar(file=notes(content=OTHERS)) | kept)
    organiser_client.post(ADD, webinar() | {"slug": "without"})

    with_file, without = Document.objects.order_by("pk")
    with with_file.file.open() as stored:
        assert stored.read() == OTHERS
    assert without.file.name == ""


def test_a_file_that_is_refused_itself_is_not_kept(organiser_client, folder):
    refused = organiser_client.post(ADD, webinar(file=notes("notes.exe")))

    assert "Choose a file of one of these kinds" in mistakes(refused)[0][0]
    assert boxes(refused) == {}
    assert in_folder(folder) == []


def test_a_kept_file_is_judged_again(organiser_client, folder):
    kept = tokens(organiser_client.post(ADD, webinar(title="", file=notes())))
    as_portrait = {"_kept-picture": kept["_kept-documents-0-file"]}

    refused = organiser_client.post(ADD, page(picture_alt="Notes") | as_portrait)

    assert "not a picture that can be read" in mistakes(refused)[0][0]


@pytest.mark.parametrize("who", ["another person", "another page", "nobody"])
def test_a_token_is_good_for_one_person_on_one_page(organiser_client, folder, who, client):
    kept = tokens(organiser_client.post(ADD, webinar(title="", file=notes())))
    path, typed = ADD, webinar() | kept
    if who == "another person":
        client.force_login(builders.user("another@example.org"))
    elif who == "another page":
        path, typed = SPEAKER, NAMED | {"_kept-portrait": kept["_kept-documents-0-file"]}
    else:
        typed = webinar() | {"_kept-documents-0-file": "x"}

    refused = (client if who == "another person" else organiser_client).post(path, typed)

    assert [words for words, _anchor in mistakes(refused)] == [LOST]
    assert boxes(refused) == {}


def test_after_a_day_it_is_gone_and_the_page_says_so_once(organiser_client, folder):
    builders.webinar(slug="another")
    kept = tokens(organiser_client.post(ADD, webinar(title="", file=notes())))
    (name,) = default_storage.listdir("kept")[1]
    assert organiser_client.get(f"/pictures/{name}").status_code == 404

    files.forget_unused(timezone.now() + timedelta(hours=25))

    assert in_folder(folder) == []
    refused = organiser_client.post(ADD, webinar() | kept)
    assert [words for words, _anchor in mistakes(refused)] == [LOST]
    assert organiser_client.post(ADD, webinar() | tokens(refused)).status_code == 302
