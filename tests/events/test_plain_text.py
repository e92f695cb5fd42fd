"""Without an editor a text is typed as it is meant: nothing of it goes, and it comes back as it was typed."""

import re

import pytest

from events import plain_text, richtext
from tests import builders
from tests.events.webinar_form import change, page, saved, typed_again
from tests.forms_of import posted

TYPED = "Plain words.\r\n\r\nSecond paragraph & <more>.\r\nIts second line, 2 < 3."
STORED = "<p>Plain words.</p><p>Second paragraph &amp; &lt;more&gt;.<br>Its second line, 2 &lt; 3.</p>"


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        pytest.param(TYPED, STORED, id="plain"),
        pytest.param("Q &amp; A", "<p>Q &amp;amp; A</p>", id="an entity is text"),
        pytest.param("<script>x", "<p>&lt;script&gt;x</p>", id="a script is text"),
        pytest.param("<p>A &amp; B</p><p>C</p>", "<p>A &amp; B</p><p>C</p>", id="what an editor sends"),
        pytest.param(
            "A <strong>B</strong> <more>\n\nC",
            "<p>A <strong>B</strong> &lt;more&gt;</p><p>C</p>",
            id="a tag in it",
        ),
        pytest.param("<p>A</p>\n\nB\n \n<x-c>", "<p>A</p><p>B</p><p>&lt;x-c&gt;</p>", id="paragraphs added"),
        pytest.param("<P>A<script>x()</script></P>", "<p>A</p>", id="a script among tags"),
        pytest.param(" \r\n ", "", id="nothing"),
    ],
)
def test_what_is_typed_is_kept_as_it_is_meant(typed, html):
    assert richtext.checked(plain_text.to_html(typed)) == html


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        pytest.param(STORED, TYPED.replace("\r", ""), id="plain"),
        pytest.param("<p>A&nbsp;b</p>", "A\xa0b", id="space"),
        pytest.param(
            "<p><em>b</em></p><ul><li>c</li></ul>", "<p><em>b</em></p>\n\n<ul><li>c</li></ul>", id="tags"
        ),
        pytest.param("<p>A &lt;p&gt;</p>", "<p>A &lt;p&gt;</p>", id="a tag as text"),
    ],
)
def test_a_text_comes_back_as_one_types_it_if_that_says_it_all(html, shown):
    assert plain_text.to_type(html) == shown
    assert plain_text.to_html(shown) == html


def test_a_text_typed_plain_is_shown_plain_and_given_to_the_editor_formatted(organiser_client):
    webinar = builders.webinar()

    saved(organiser_client, change(webinar), typed_again(webinar, text_before=TYPED))
    shown = organiser_client.get(change(webinar)).content.decode()

    webinar.refresh_from_db()
    assert webinar.text_before == STORED
    assert "\nPlain words.\n\nSecond paragraph &amp; &lt;more&gt;.\n" in shown
    assert 'data-html="&lt;p&gt;Plain words.&lt;/p&gt;' in shown
    scripts = re.findall(r'<script src="/static/(?:js|django_prose_editor)/(\w+)', shown)
    assert scripts.index("admin_text") < scripts.index("editor")


def test_a_text_that_nobody_touched_is_not_changed(organiser_client):
    spaced = "<p>A</p>\n<ul>\n<li>b</li>\n</ul>\n\n<p>C &amp; d</p>"
    webinar = builders.webinar(text_before=spaced)
    shown = organiser_client.get(change(webinar)).content.decode()
    form = next(fields for _address, fields in posted(shown, change(webinar)) if "text_before" in fields)

    organiser_client.post(change(webinar), page() | form | {"title": "Other"})

    webinar.refresh_from_db()
    assert (webinar.title, webinar.text_before) == ("Other", spaced)


def test_a_refused_text_comes_back_as_it_was_typed(organiser_client):
    webinar = builders.webinar()

    shown = organiser_client.post(change(webinar), typed_again(webinar, title="", text_before=TYPED))

    assert "\nPlain words.\n\nSecond paragraph &amp; &lt;more&gt;." in shown.content.decode().replace(
        "\r", ""
    )
