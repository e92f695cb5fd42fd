"""Public pages are compressed by us, for those who understand it; nothing else is."""

import gzip

import brotli
import pytest

from events.compression import preferred
from registrations import links
from tests import builders
from tests.events.pages import STARTS, full

DECODE = {"br": brotli.decompress, "gzip": gzip.decompress, "identity": bytes}


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        ("", "identity"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("GZIP", "gzip"),
        ("br;q=0.5, gzip;q=0.8", "gzip"),
        ("br;q=0, gzip;q=0", "identity"),
        ("*", "br"),
        ("*;q=0", "identity"),
        ("gzip;q=0, *;q=0.1", "br"),
        ("identity", "identity"),
        ("gzip;q=many", "identity"),
        ("gzip;q=nan", "identity"),
        (";;;,,,=", "identity"),
        ("gzip " * 2000, "identity"),
    ],
)
def test_the_reader_gets_what_it_prefers_and_nothing_it_refuses(header, coding):
    assert preferred(header) == coding


@pytest.fixture
def address(db):
    return full(STARTS["upcoming"]).get_absolute_url()


@pytest.mark.parametrize("coding", ["br", "gzip", "identity"])
def test_a_page_is_the_same_in_every_coding(client, address, coding):
    plain = client.get(address)
    answer = client.get(address, headers={"Accept-Encoding": coding})

    assert DECODE[coding](answer.content) == plain.content
    assert answer.get("Content-Encoding", "identity") == coding
    assert (answer["ETag"], answer["Vary"]) == (plain["ETag"], "Accept-Encoding")
    assert int(answer["Content-Length"]) == len(answer.content)


def test_the_same_tag_answers_in_every_coding(client, address):
    etag = client.get(address, headers={"Accept-Encoding": "br"})["ETag"]
    again = client.get(address, headers={"Accept-Encoding": "gzip", "If-None-Match": etag})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    assert again["Vary"] == "Accept-Encoding"
    assert "Content-Encoding" not in again


@pytest.mark.parametrize("path", ["/webinars.ics", "/webinars.atom", "/sitemap.xml"])
def test_what_programs_read_is_compressed_too(client, address, path):
    assert client.get(path, headers={"Accept-Encoding": "gzip"})["Content-Encoding"] == "gzip"


@pytest.mark.parametrize("path", ["/registrations/x/", "/accounts/login/", "/no/such/"])
def test_other_pages_are_not_compressed(client, address, path):
    assert "Content-Encoding" not in client.get(path, headers={"Accept-Encoding": "br, gzip"})


def test_a_personal_page_is_not_compressed(client, db):
    registration = builders.registration(builders.coming_webinar())

    answer = client.get(links.page_path(registration), headers={"Accept-Encoding": "br, gzip"})

    assert (answer.status_code, "Content-Encoding" in answer) == (200, False)
