"""Documents are kept as they are, of known kinds only, judged by their content."""

import struct
import zipfile

import pytest
from django.core.files.base import ContentFile
from hypothesis import given
from hypothesis import strategies as st

from events import uploads, zip_directory
from events.uploads import DocumentField, PictureField
from tests import builders
from tests.events.uploaded import kept_or_refused, office, pdf, refusal, upload

NOT_A_PDF = "This file is not a PDF. Save the document as PDF and choose it again."
TOO_MUCH = "This file has too much in it. Make it smaller, or save it as PDF."
MISPLACED = "This file has parts in places where none belong. Save it again, or as PDF."
MACROS = "This file holds macros. Save it without macros and choose it again."


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("Report.PDF", pdf()),
        *((f"x{ending}", office(ending)) for ending in zip_directory.PARTS),
        ("x.vtt", b"\xef\xbb\xbfWEBVTT\n\n00:00.000 --> 00:01.000\nHello"),
        ("x.srt", b"1\n00:00:00,000 --> 00:00:01,000\nHello"),
        ("x.txt", "Übertragung".encode()),
    ],
)
def test_a_document_is_kept_as_it_is_under_a_random_name(name, content):
    """B43 and B44"""
    result = DocumentField().clean(upload(content, name))

    assert result.read() == content
    stem, _, ending = result.name.rpartition(".")
    assert (len(stem), ending) == (16, name.rpartition(".")[2].lower())


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("x.pdf", b"<html><script>", NOT_A_PDF),
        ("x.pdf", b"\n%PDF-1.7", NOT_A_PDF),
        (
            "x.pptx",
            b"PK\3\4",
            "This file is not a .pptx document. Save it again from your program, or as PDF.",
        ),
        (
            "x.docx",
            office(".pptx"),
            "This file is not a .docx document. Save it again from your program, or as PDF.",
        ),
        (
            "x.odt",
            office(".docx"),
            "This file is not a .odt document. Save it again from your program, or as PDF.",
        ),
        ("x.pptx", office(**{"ppt/vbaProject.bin": b"x"}), MACROS),
        ("x.pptx", office(**{"ppt/../../evil": b"x"}), MISPLACED),
        ("x.pptx", office(**{"/etc/passwd": b"x"}), MISPLACED),
        ("x.pptx", office(**{"C:evil": b"x"}), MISPLACED),
        ("x.pptx", office(**{"ppt/bomb.xml": b"\0" * 2_000_000}), TOO_MUCH),
        ("x.pptx", office(**{f"ppt/{n}": b"" for n in range(2_001)}), TOO_MUCH),
        ("x.txt", b"\xff\xfe", "This file is not UTF-8 text. Save it as UTF-8 text and choose it again."),
        ("x.txt", b"a\0b", "This file is not UTF-8 text. Save it as UTF-8 text and choose it again."),
        (
            "x.vtt",
            b"1\n00:00",
            "This file is not WebVTT: it must start with WEBVTT. Export the captions again as WebVTT.",
        ),
    ],
)
def test_a_document_whose_content_is_something_else_is_refused(name, content, message):
    """B45 and B46"""
    assert refusal(DocumentField(), content, name) == [message]


@pytest.mark.parametrize(
    "name",
    [
        "x.pptm",
        "x.html",
        "x.svg",
        "x.pdf.exe",
        "x.zip",
        "x",
        ".pdf",
        "x.pdf\0.exe",
        "x.pdf\r\n",
        "x.docm",
        "../x.html",
    ],
)
def test_other_kinds_of_documents_are_refused(name):
    """B43, B44 and B46"""
    message = "Choose a file of one of these kinds: pdf, pptx, docx, xlsx, odt, odp, vtt, srt, txt."

    assert refusal(DocumentField(), pdf(), name) == [message]


def test_a_document_over_25_megabytes_is_refused():
    """B45"""
    content = b"%PDF-" + b"\0" * 25 * uploads.MEGABYTE

    assert refusal(DocumentField(), content, "x.pdf") == [
        "This file is larger than 25 MB. Make it smaller and choose it again."
    ]


def test_a_directory_that_is_too_long_is_refused_before_it_is_read(monkeypatch):
    """B46: 65,535 entries."""
    monkeypatch.setattr(zipfile, "ZipFile", None)
    content = b"PK\3\4" + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 65_535, 65_535, 3_000_000, 4, 0)

    assert refusal(DocumentField(), content, "x.pptx") == [TOO_MUCH]


def test_parts_that_lie_over_each_other_are_refused():
    """B46: a bomb of 42 kB is made so."""
    content = bytearray(office(**{"ppt/b": b"x"}))
    entry = content.index(b"PK\1\2")
    content[entry + 20 : entry + 24] = struct.pack("<L", 1_000_000)

    assert refusal(DocumentField(), bytes(content), "x.pptx") == [TOO_MUCH]


@pytest.mark.parametrize(("name", "content"), [("x.pdf", pdf()), ("x.pptx", office())])
def test_a_document_cut_anywhere_is_kept_or_refused(name, content):
    """B48"""
    for at in range(1, len(content), max(1, len(content) // 100)):
        if document := kept_or_refused(DocumentField(), content[:at], name):
            uploads.facts_of(document)


@given(
    st.sampled_from(["x.png", "x.pdf", "x.pptx", "x.odt", "x.vtt", "x.txt"]),
    st.sampled_from(
        [b"", b"%PDF-1.7", b"PK\5\6", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF\0\0\0\0WEBPVP8L"]
    ),
    st.binary(max_size=300),
)
def test_no_bytes_break_a_field(name, start, rest):
    """B48"""
    for field in (PictureField(), DocumentField()):
        if document := kept_or_refused(field, start + rest, name):
            uploads.facts_of(document)


# Facts ----------------------------------------------------------------------------------------


def test_size_and_pages_of_a_pdf_are_told():
    content = pdf(pages=7)

    assert uploads.facts_of(upload(content, "x.pdf")) == (len(content), 7)


def test_they_are_told_of_a_stored_file_too(db):
    content = pdf(pages=2)
    document = builders.document(builders.webinar(), file=ContentFile(content, name="x.pdf"))

    assert uploads.facts_of(document.file) == (len(content), 2)


@pytest.mark.parametrize(
    "content",
    [b"%PDF-1.7", pdf()[:-200], pdf().replace(b"/Count 3", b"/Count -3"), b"%PDF-1.7\n" + b"[" * 5000],
)
def test_a_pdf_that_does_not_say_its_pages_plainly_has_none(content):
    assert uploads.facts_of(upload(content, "x.pdf")) == (len(content), None)


def test_only_a_pdf_has_pages():
    assert uploads.facts_of(upload(b"WEBVTT", "x.vtt")) == (6, None)
