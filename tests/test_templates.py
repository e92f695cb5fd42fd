"""What may stand in a template: nothing inline, nothing of another site. Each checker is proven to fail."""

import re

import pytest

from tests.sources import ROOT, broken, templates

INLINE = re.compile(
    r"<style|\sstyle\s*=|\son\w+\s*=|<script(?![^>]*\b(src=|type=\"application/(?:ld\+)?json\"))|javascript:",
    re.I,
)
FOREIGN = re.compile(r"(?:https?:)?//[\w.-]+\.[a-z]{2,}", re.I)
# Words of standards, which no browser fetches.
NAMES = {"http://www.w3.org", "https://schema.org", "http://www.sitemaps.org"}


def test_a_template_holds_no_inline_script_style_or_handler():
    pages = [path for path in templates() if "mails" not in path.parts]

    assert broken(pages, lambda path: INLINE.findall(path.read_text())) == {}


@pytest.mark.parametrize(
    "text",
    [
        "<style>",
        '<p style="color: red">',
        '<a onclick="go()">',
        "<script>go()</script>",
        '<a href="javascript:go()">',
    ],
)
def test_what_is_inline_is_found(text):
    assert INLINE.search(text)


@pytest.mark.parametrize(
    "text",
    [
        '<script type="module" src="/static/js/a.js">',
        '<script type="application/ld+json">',
        "<p>on = off</p>",
    ],
)
def test_what_is_not_inline_is_left_alone(text):
    assert not INLINE.search(text)


def loose_includes(text):
    """Return the includes that let a part see everything: those without `with … only`."""
    return [tag for tag in re.findall(r"{% include .*? %}", text) if not tag.endswith(" only %}")]


def test_a_part_gets_what_it_is_given_and_no_more():
    parts = [path for path in templates() if {"admin", "mails"}.isdisjoint(path.parts)]

    assert broken(parts, lambda path: loose_includes(path.read_text())) == {}


def test_a_loose_include_is_found():
    assert loose_includes('{% include "a.html" %}{% include "b.html" with x=y only %}') == [
        '{% include "a.html" %}'
    ]


def foreign(text):
    return sorted({found for found in FOREIGN.findall(text) if found not in NAMES})


def test_no_page_names_another_site():
    places = [("templates", "*.*"), ("static", "*.css"), ("static", "*.js")]
    paths = [path for folder, pattern in places for path in (ROOT / folder).rglob(pattern)]

    assert broken(paths, lambda path: foreign(path.read_text())) == {}


def test_another_site_is_found():
    assert foreign('<script src="//cdn.example.com/a.js">') == ["//cdn.example.com"]
    assert foreign("url(https://fonts.example.com/a.woff2)") == ["https://fonts.example.com"]
    assert foreign('<svg xmlns="http://www.w3.org/2000/svg"> // a comment. See b') == []
