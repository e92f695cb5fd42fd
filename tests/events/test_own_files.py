"""B88: the maker of PDFs is handed our own files, and nothing else whatever the page points at."""

import io
import logging

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from events import own_files, pdf
from tests.events.printed import needs_pango, picture, read

HERE = "http://localhost:8000"


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]:8000/static/css/pdf.css",
        "https://example.org/a.png",
        "ftp://example.org/a.png",
        "data:image/png;base64,AAAA",
        f"{HERE}/admin/",
        f"{HERE}/static/../secret-key",
        f"{HERE}/static/fonts/%2e%2e/%2e%2e/manage.py",
        f"{HERE}/static/fonts/../../manage.py",
        f"{HERE}/static/fonts/missing.woff2",
        f"{HERE}/static/js/admin.js",
        f"{HERE}/pictures/../secret-key",
        f"{HERE}/pictures/a.svg",
        f"{HERE}/pictures/a.webp?x",
        "http://localhost:8000.evil.example/static/css/pdf.css",
        "http://localhost:8000@evil.example/static/css/pdf.css",
    ],
)
def test_nothing_but_our_own_files_is_fetched(url, caplog):
    with caplog.at_level(logging.WARNING), pytest.raises(own_files.Refused):
        own_files.fetched(url)

    (line,) = caplog.messages
    assert line.startswith("a programme points at an address not fetched")
    assert url not in line


@pytest.fixture
def asked(monkeypatch):
    """Return the addresses that come to the one door; all are refused."""
    found = []

    def refused(url):
        found.append(url)
        raise own_files.Refused

    pdf.prepared()  # our own style sheet and fonts are in
    monkeypatch.setattr(own_files, "fetched", refused)
    return found


@pytest.fixture
def secret(tmp_path):
    file = tmp_path / "secret.txt"
    file.write_text("a secret")
    return f"file://{file}"


@needs_pango
@pytest.mark.parametrize(
    "mark",
    [
        '<img alt="x" src="URL">',
        '<link rel="attachment" href="URL">',
        '<a rel="attachment" href="URL">x</a>',
        '<link rel="stylesheet" href="URL">',
        '<style>@import url("URL");</style>',
        '<style>p { background: url("URL") }</style>',
        '<style>@font-face { font-family: x; src: url("URL") } p { font-family: x }</style>',
        '<style>p::before { content: url("URL") }</style>',
        '<svg xmlns="http://www.w3.org/2000/svg"><image href="URL"/></svg>',
        '<object data="URL">x</object>',
        '<embed src="URL">',
    ],
)
@pytest.mark.parametrize("url", ["file", "http://127.0.0.1:9/a"])
def test_whatever_points_elsewhere_comes_to_the_one_door(asked, secret, mark, url):
    url = secret if url == "file" else url

    made = pdf.build(f'<html lang="en"><title>x</title>{mark.replace("URL", url)}<p>x</p>')

    assert set(asked) == {url}
    assert b"a secret" not in made
    assert read(made).attachments == {}


@needs_pango
@pytest.mark.parametrize(
    "mark",
    [
        '<iframe src="URL"></iframe>',
        '<body background="URL">',
        '<base href="URL">',
        '<svg xmlns="http://www.w3.org/2000/svg"><use href="URL#a"/></svg>',
    ],
)
def test_what_the_maker_does_not_know_is_not_even_asked_for(asked, secret, mark):
    """Presentational hints are off: an attribute is no style."""
    pdf.build(f'<html lang="en"><title>x</title>{mark.replace("URL", secret)}<p>x</p>')

    assert asked == []


def test_our_own_files_are_handed_out():
    font, kind = own_files.fetched(f"{HERE}/static/fonts/noto-sans-latin-400-normal.woff2")

    assert (font[:4], kind) == (b"wOF2", "font/woff2")


@pytest.mark.parametrize(
    ("mode", "colour", "kind", "shown"),
    [
        ("RGB", "red", "image/jpeg", (254, 0, 0)),
        ("RGBA", (0, 0, 0, 0), "image/png", (255, 255, 255)),
    ],
)
def test_a_picture_is_handed_out_small_and_on_white(mode, colour, kind, shown):
    stored = picture("WEBP", (900, 900), mode, colour, lossless=True)
    name = default_storage.save("pictures/abc.webp", ContentFile(stored))

    octets, content_type = own_files.fetched(f"{HERE}/{name}")

    drawn = Image.open(io.BytesIO(octets))
    assert content_type == kind
    assert drawn.size == (240, 240)
    assert drawn.getpixel((100, 100)) == shown


@pytest.mark.parametrize("stored", [b"", b"RIFF", picture("PNG", (9, 9))])
def test_a_picture_that_cannot_be_read_is_left_out(stored):
    name = default_storage.save("pictures/broken.webp", ContentFile(stored))

    with pytest.raises(OSError, match="cannot"):
        own_files.fetched(f"{HERE}/{name}")
