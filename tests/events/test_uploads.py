import io
import struct
import zipfile
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFile
from pypdf import PdfWriter

from events import uploads, zip_directory
from events.uploads import DocumentField, PictureField
from tests import builders

NOT_A_PICTURE = "This file is not a picture that can be read. Choose a PNG, JPEG or WebP picture."
TOO_LARGE = "This picture is too large. Make it at most 8,000 pixels wide and high, 25 million in all."
NOT_A_PDF = "This file is not a PDF. Save the document as PDF and choose it again."
TOO_MUCH = "This file has too much in it. Make it smaller, or save it as PDF."
MISPLACED = "This file has parts in places where none belong. Save it again, or as PDF."
MACROS = "This file holds macros. Save it without macros and choose it again."


def upload(content, name="x.png"):
    return SimpleUploadedFile(name, content, content_type="application/x-lie")


def picture(kind="PNG", size=(40, 20), mode="RGB", color="red", **options):
    file = io.BytesIO()
    Image.new(mode, size, color).save(file, kind, **options)
    return file.getvalue()


def kept(content, name="x.png"):
    return Image.open(PictureField().clean(upload(content, name)))


def refusal(field, content, name="x.png"):
    with pytest.raises(ValidationError) as refused:
        field.clean(upload(content, name))
    return refused.value.messages


def png_header(width, height):
    """Return a PNG that claims a size; its pixels are not there."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    data = b"IDAT" + zlib.compress(b"")
    chunks = (
        struct.pack(">I", len(c) - 4) + c + struct.pack(">I", zlib.crc32(c)) for c in (header, data, b"IEND")
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


# Pictures -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_becomes_a_webp_under_a_random_name(kind):
    first, second = (PictureField().clean(upload(picture(kind), "../../my photo.html")) for _ in range(2))

    assert Image.open(first).format == "WEBP"
    assert Image.open(first).size == (40, 20)
    assert uploads.STORED_PICTURE.fullmatch(first.name)
    assert first.name != second.name


def test_a_large_picture_is_made_smaller():
    assert kept(picture("JPEG", (4000, 2000))).size == (1600, 800)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_pictures_of_every_mode_are_kept(mode):
    kind = "JPEG" if mode == "CMYK" else "PNG"

    assert kept(picture(kind, mode=mode, color=0)).size == (40, 20)


def test_transparency_is_kept():
    assert kept(picture(mode="RGBA", color=(255, 0, 0, 0))).convert("RGBA").getpixel((0, 0))[3] == 0


def test_a_photo_is_turned_upright_and_forgets_where_it_was_taken():
    exif = Image.Exif()
    exif[0x0112] = 6  # lying on its side
    exif.get_ifd(0x8825)[1] = "N"
    content = picture("JPEG", exif=exif, icc_profile=b"a profile", comment=b"a secret")

    result = kept(content)

    assert result.size == (20, 40)
    assert not {"exif", "icc_profile", "xmp", "comment"} & set(result.info)


def test_what_follows_the_pixels_is_gone():
    content = PictureField().clean(upload(picture() + b"<script>alert(1)</script>")).read()

    assert b"script" not in content


def test_only_the_first_frame_is_kept():
    frames = [Image.new("RGB", (8, 8), color) for color in ("blue", "red", "green")]
    file = io.BytesIO()
    frames[0].save(file, "WEBP", save_all=True, append_images=frames[1:], lossless=True)

    result = kept(file.getvalue())

    assert getattr(result, "n_frames", 1) == 1
    assert result.convert("RGB").getpixel((4, 4))[2] > 200


@pytest.mark.parametrize(
    "size",
    [(13_000, 13_000), (60_000, 60_000), (8_001, 10), (5_001, 5_000)],
    ids=lambda size: "x".join(map(str, size)),
)
def test_too_many_pixels_are_refused_from_the_header(size):
    assert refusal(PictureField(), png_header(*size)) == [TOO_LARGE]


def test_a_picture_over_ten_megabytes_is_refused():
    content = picture() + b"\0" * 10 * uploads.MEGABYTE

    assert refusal(PictureField(), content) == [
        "This picture is larger than 10 MB. Make it smaller and choose it again."
    ]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', id="SVG"),
        pytest.param(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\n", id="EPS"),
        pytest.param(picture("TIFF"), id="TIFF"),
        pytest.param(picture("GIF"), id="GIF"),
        pytest.param(picture("ICNS", (16, 16)), id="ICNS"),
        pytest.param(picture("PDF"), id="PDF"),
        pytest.param(png_header(0, 0), id="no pixels"),
        pytest.param(png_header(10, 10), id="pixels missing"),
        pytest.param(b"\0", id="NUL"),
    ],
)
def test_what_is_no_picture_of_ours_is_refused(content):
    assert refusal(PictureField(), content) == [NOT_A_PICTURE]


def test_a_cut_off_picture_is_refused_whatever_else_the_process_does(monkeypatch):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as importing WeasyPrint does

    assert refusal(PictureField(), picture("JPEG", (64, 64))[:-100]) == [NOT_A_PICTURE]


def test_an_empty_file_is_refused():
    assert refusal(PictureField(), b"") == ["The submitted file is empty."]


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_cut_anywhere_is_kept_or_refused(kind):
    content = picture(kind, (64, 64))
    for at in range(1, len(content), max(1, len(content) // 100)):
        kept_or_refused(PictureField(), content[:at])


@pytest.mark.parametrize("name", ["a" * 300 + ".png", "x", "x.png.html", "a\r\nb\0.png", "\u202egnp.exe"])
def test_the_name_of_a_picture_is_no_reason_to_refuse_it(name):
    assert kept(picture(), name).format == "WEBP"


def test_a_stored_picture_passes_when_no_other_is_chosen(db):
    stored = builders.speaker(portrait="pictures/ab.webp").portrait

    assert PictureField(required=False).clean(None, stored) == stored


def kept_or_refused(field, content, name="x.png"):
    try:
        return field.clean(upload(content, name))
    except ValidationError as refused:
        assert refused.messages  # noqa: PT017
        return None


# Documents ------------------------------------------------------------------------------------


def office(ending=".pptx", **parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in zip_directory.PARTS[ending]:
            archive.writestr(name + "a.xml" if name.endswith("/") else name, b"<xml/>")
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def pdf(pages=3):
    writer, file = PdfWriter(), io.BytesIO()
    for _ in range(pages):
        writer.add_blank_page(100, 100)
    writer.write(file)
    return file.getvalue()


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
    assert refusal(DocumentField(), content, name) == [message]


@pytest.mark.parametrize(
    "name", ["x.pptm", "x.html", "x.svg", "x.pdf.exe", "x.zip", "x", ".pdf", "x.pdf\0.exe"]
)
def test_other_kinds_of_documents_are_refused(name):
    message = "Choose a file of one of these kinds: pdf, pptx, docx, xlsx, odt, odp, vtt, srt, txt."

    assert refusal(DocumentField(), pdf(), name) == [message]


def test_a_document_over_25_megabytes_is_refused():
    content = b"%PDF-" + b"\0" * 25 * uploads.MEGABYTE

    assert refusal(DocumentField(), content, "x.pdf") == [
        "This file is larger than 25 MB. Make it smaller and choose it again."
    ]


def test_a_directory_that_is_too_long_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr(zipfile, "ZipFile", None)
    content = b"PK\3\4" + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 65_535, 65_535, 3_000_000, 4, 0)

    assert refusal(DocumentField(), content, "x.pptx") == [TOO_MUCH]


def test_parts_that_lie_over_each_other_are_refused():
    content = bytearray(office(**{"ppt/b": b"x"}))
    entry = content.index(b"PK\1\2")
    content[entry + 20 : entry + 24] = struct.pack("<L", 1_000_000)

    assert refusal(DocumentField(), bytes(content), "x.pptx") == [TOO_MUCH]


@pytest.mark.parametrize(("name", "content"), [("x.pdf", pdf()), ("x.pptx", office())])
def test_a_document_cut_anywhere_is_kept_or_refused(name, content):
    for at in range(1, len(content), max(1, len(content) // 100)):
        if document := kept_or_refused(DocumentField(), content[:at], name):
            uploads.facts_of(document)


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(["x.png", "x.pdf", "x.pptx", "x.odt", "x.vtt", "x.txt"]),
    st.sampled_from(
        [b"", b"%PDF-1.7", b"PK\5\6", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF\0\0\0\0WEBPVP8L"]
    ),
    st.binary(max_size=300),
)
def test_no_bytes_break_a_field(name, start, rest):
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
