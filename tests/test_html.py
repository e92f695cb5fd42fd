"""Every page in every state is HTML as the standard has it, read by a parser that notes each error.

PAGES=folder keeps the pages for `make audit`, whose checker knows what each element may hold.
"""

import os
from pathlib import Path

import pytest
from tinyhtml5.parser import HTMLParser

from tests.states import STATES

pytestmark = pytest.mark.django_db


def errors_of(html):
    parser = HTMLParser(namespace_html_elements=False)
    root = parser.parse(html)
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    twice = sorted({f"id {name} twice" for name in ids if ids.count(name) > 1})
    return [f"line {line}: {error} {names}" for (line, _column), error, names in parser.errors] + twice


@pytest.mark.parametrize("name", STATES)
def test_a_page_is_well_formed(client, name):
    state = STATES[name]

    answer = state.answer(client)

    html = answer.content.decode()
    if folder := os.environ.get("PAGES"):
        Path(folder, f"{name.replace(' ', '-')}.html").write_text(html)
    assert (answer.status_code, state.says in html) == (state.status, True)
    assert errors_of(html) == []


def test_what_is_not_well_formed_is_found():
    head = "<!DOCTYPE html><html lang=en><title>x</title>"

    assert errors_of(head + "<p id=a>One</p>") == []
    assert errors_of(head + "<p id=a><ul id=a><li>One</ul></p>") == [
        "line 1: unexpected-end-tag {'name': 'p'}",
        "id a twice",
    ]
