"""Error pages are made without a database: none of these tests may use one."""

from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string

CODES = [400, 403, 404, 405, 413, 429, 500, 503]


@pytest.mark.parametrize("code", CODES)
def test_an_error_page_needs_neither_database_nor_context(code):
    text = render_to_string(f"{code}.html")

    assert (text.count("<h1>"), "Reference" in text) == (1, False)


@pytest.mark.parametrize("code", CODES)
def test_an_error_page_says_the_number_of_the_request(code):
    text = render_to_string(f"{code}.html", {"request": SimpleNamespace(id="0a1b2c3d")})

    assert "<code>0a1b2c3d</code>" in text


def test_an_unknown_address_is_answered_without_the_database(client):
    response = client.get("/nowhere")

    assert (response.status_code, "Page not found" in response.content.decode()) == (404, True)


def test_an_address_with_a_null_character_is_refused(client):
    assert client.get("/webinars/?page=%00").status_code == 400
