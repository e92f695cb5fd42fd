from datetime import timedelta
from urllib.parse import quote

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from events import downloads
from events.models import Document, Webinar
from tests import builders
from tests.events.fetched import body

PDF = b"%PDF-1.7 one"


@pytest.fixture
def webinar(db):
    return builders.webinar(slug="activation", title="Activation")


def document(webinar, content=PDF, **fields):
    return builders.document(webinar, file=ContentFile(content, name="x.pdf"), **fields)


def test_a_public_document_is_saved_and_never_opened_by_the_browser(client, webinar):
    """B44 and B45"""
    found = document(webinar, title="Les diapositives, été 2026")

    response = client.get(found.get_absolute_url())

    assert body(response) == PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == (
        'attachment; filename="les-diapositives-ete-2026.pdf"; '
        "filename*=UTF-8''Les%20diapositives%2C%20%C3%A9t%C3%A9%202026.pdf"
    )
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "Set-Cookie" not in response


@pytest.mark.parametrize(
    ("title", "plain", "full"),
    [
        ("حلقة نقاش", "document.pdf", "حلقة نقاش.pdf"),
        ("a/../b\\c:\r\nd\0e", "abc-de.pdf", "a .. b c d e.pdf"),
        ('say "it"; filename=x.html', "say-it-filenamexhtml.pdf", "say it ; filename=x.html.pdf"),
        ("invoice\u202efdp.exe", "invoicefdpexe.pdf", "invoicefdp.exe.pdf"),
        ("..", "document.pdf", "document.pdf"),
        ("é" * 200, "e" * 200 + ".pdf", "é" * 80 + ".pdf"),
        ("", "presentation-slides.pdf", "Presentation slides.pdf"),
    ],
    ids=["Arabic", "path and line ends", "quotes", "turned round", "dots", "long", "none"],
)
def test_a_file_is_saved_under_its_title_in_any_script(webinar, title, plain, full):
    """B44"""
    found = Document(webinar=webinar, kind="slides", title=title, file="documents/x.pdf")

    assert (found.file_name, found.full_file_name) == (plain, full)
    assert downloads.saved_as(full, plain) == (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(full, safe='')}"
    )


@pytest.mark.parametrize("name", ["old-title.pdf", "x", "a'b\"c.html", "%E2%80%AEfdp.exe"])
def test_an_old_name_in_the_address_goes_on_working(client, webinar, name):
    """B44"""
    found = document(webinar, title="New title")

    response = client.get(f"/documents/{found.pk}/{name}")

    assert body(response) == PDF
    assert response["Content-Disposition"] == (
        "attachment; filename=\"new-title.pdf\"; filename*=UTF-8''New%20title.pdf"
    )


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"audience": Document.Audience.REGISTRANTS}, id="for registrants only"),
        pytest.param({"publish_at": timezone.now() + timedelta(days=1)}, id="not yet published"),
    ],
)
def test_what_a_visitor_may_not_have_is_not_found(client, webinar, fields):
    """B51"""
    assert client.get(document(webinar, **fields).get_absolute_url()).status_code == 404


def test_documents_of_a_draft_are_not_found(client, webinar):
    """B51"""
    found = document(webinar)
    Webinar.objects.update(status=Webinar.Status.DRAFT)

    assert client.get(found.get_absolute_url()).status_code == 404


def test_a_document_appears_at_its_minute(webinar):
    """B51"""
    found = document(webinar, publish_at=builders.NOW)

    moments = [builders.NOW - timedelta(seconds=1), builders.NOW]

    assert [found in Document.objects.public(moment) for moment in moments] == [False, True]
    assert [found.is_available(moment) for moment in moments] == [False, True]


def test_a_deleted_document_is_not_found(client, webinar):
    """B50"""
    found = document(webinar)
    address = found.get_absolute_url()
    found.delete()

    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj",
        b"%PDF-1.7\n1 0 obj<</OpenAction<</S/Launch/F(cmd.exe)>>>>endobj",
        b"%PDF-1.7\n1 0 obj<</Names<</EmbeddedFiles<</Names[(a)2 0 R]>>>>>>endobj",
        b"%PDF-1.7\ntrailer<</Encrypt 3 0 R>>",
        b"%PDF-",
    ],
    ids=["script", "launch", "embedded", "encrypted", "cut off"],
)
def test_a_pdf_that_acts_is_handed_out_as_it_is_to_be_saved(client, webinar, content):
    """B45: what it does is the business of who opens it; no browser does on our behalf."""
    response = client.get(document(webinar, content).get_absolute_url())

    assert body(response) == content
    assert response["Content-Disposition"].startswith("attachment; ")
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_an_announced_document_is_not_found(client, webinar):
    found = builders.document(webinar)

    assert client.get(f"/documents/{found.pk}/slides.pdf").status_code == 404


@pytest.mark.parametrize("pk", ["0", "9" * 23, "9" * 5000, "-1", "1a"])
def test_no_number_in_the_address_breaks_the_site(client, webinar, pk):
    assert client.get(f"/documents/{pk}/x.pdf").status_code == 404


def test_a_document_whose_file_is_gone_is_not_found(client, webinar):
    found = document(webinar)
    default_storage.delete(found.file.name)

    assert client.get(found.get_absolute_url()).status_code == 404


def test_a_replaced_file_keeps_its_address_with_new_bytes(client, webinar):
    """B50"""
    found = document(webinar)
    first = client.get(found.get_absolute_url())
    body(first)

    found.file = ContentFile(b"%PDF-1.7 two", name="y.pdf")
    found.save()

    second = client.get(found.get_absolute_url(), headers={"if-none-match": first["ETag"]})
    assert body(second) == b"%PDF-1.7 two"
    assert second["ETag"] != first["ETag"]


def test_an_unchanged_file_is_not_sent_again(client, webinar):
    address = document(webinar).get_absolute_url()
    first = client.get(address)
    body(first)

    by_tag = client.get(address, headers={"if-none-match": first["ETag"]})
    by_date = client.get(address, headers={"if-modified-since": first["Last-Modified"]})

    assert [by_tag.status_code, by_date.status_code] == [304, 304]
