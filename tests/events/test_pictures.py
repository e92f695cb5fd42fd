"""Pictures are drawn anew, in the sizes in which they are shown, and nothing else of a file is kept."""

import io

import pytest
from PIL import Image, ImageFile

from events import uploads
from events.pictures import STORED_PICTURE
from events.uploads import PictureField
from tests import builders
from tests.events.uploaded import kept_or_refused, picture, png_header, refusal, upload

NOT_A_PICTURE = "This file is not a picture that can be read. Choose a PNG, JPEG or WebP picture."
TOO_LARGE = "This picture is too large. Make it at most 8,000 pixels wide and high, 25 million in all."


def kept(content, name="x.png"):
    return Image.open(PictureField().clean(upload(content, name)))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_becomes_a_webp_under_a_random_name(kind):
    first, second = (PictureField().clean(upload(picture(kind), "../../my photo.html")) for _ in range(2))

    assert Image.open(first).format == "WEBP"
    assert Image.open(first).size == (40, 20)
    assert STORED_PICTURE.fullmatch(first.name)
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
    """B42"""
    exif = Image.Exif()
    exif[0x0112] = 6  # lying on its side
    exif.get_ifd(0x8825)[1] = "N"
    content = picture("JPEG", exif=exif, icc_profile=b"a profile", comment=b"a secret")

    result = kept(content)

    assert result.size == (20, 40)
    assert not {"exif", "icc_profile", "xmp", "comment"} & set(result.info)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_what_follows_the_pixels_is_gone(kind):
    """B42"""
    content = PictureField().clean(upload(picture(kind) + b"<script>alert(1)</script>")).read()

    assert b"script" not in content


def test_only_the_first_frame_is_kept():
    """B39: of an animation."""
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
    """B38 and B39"""
    assert refusal(PictureField(), png_header(*size)) == [TOO_LARGE]


def test_a_photo_65_500_pixels_wide_is_refused():
    """B39: the longest that Pillow writes; of a JPEG nothing is decoded either."""
    assert refusal(PictureField(), picture("JPEG", (65_500, 1))) == [TOO_LARGE]


def test_a_picture_over_ten_megabytes_is_refused():
    content = picture() + b"\0" * 10 * uploads.MEGABYTE

    assert refusal(PictureField(), content) == [
        "This picture is larger than 10 MB. Make it smaller and choose it again."
    ]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', id="SVG"),
        pytest.param(
            b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
            b'<svg xmlns="http://www.w3.org/2000/svg"><foreignObject>&x;</foreignObject></svg>',
            id="SVG with an entity",
        ),
        pytest.param(b"8BPS\0\1" + b"\0" * 100, id="PSD"),
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
    """B40 and B41"""
    assert refusal(PictureField(), content) == [NOT_A_PICTURE]


def test_a_cut_off_picture_is_refused_whatever_else_the_process_does(monkeypatch):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as importing WeasyPrint does

    assert refusal(PictureField(), picture("JPEG", (64, 64))[:-100]) == [NOT_A_PICTURE]


def test_an_empty_file_is_refused():
    """B48"""
    assert refusal(PictureField(), b"") == ["The submitted file is empty."]


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_cut_anywhere_is_kept_or_refused(kind):
    """B48: at each of 100 places."""
    content = picture(kind, (64, 64))
    for at in range(1, len(content), max(1, len(content) // 100)):
        kept_or_refused(PictureField(), content[:at])


@pytest.mark.parametrize("name", ["a" * 300 + ".png", "x", "x.png.html", "a\r\nb\0.png", "\u202egnp.exe"])
def test_the_name_of_a_picture_is_no_reason_to_refuse_it(name):
    """B43"""
    assert kept(picture(), name).format == "WEBP"


def test_a_stored_picture_passes_when_no_other_is_chosen(db):
    stored = builders.speaker(portrait="pictures/ab.webp").portrait

    assert PictureField(required=False).clean(None, stored) == stored
