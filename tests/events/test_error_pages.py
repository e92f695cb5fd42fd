"""Error pages are made without a database: none of these tests may use one."""

import json
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from django.utils import translation

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


def test_in_two_languages_each_error_page_says_it_in_both(client, settings):
    settings.LANGUAGES = [("en", "English"), ("fr", "Français")]
    for code in CODES:
        with translation.override("fr"):
            text = render_to_string(f"{code}.html", {"request": SimpleNamespace(id="0a1b2c3d")})
        first, second = text.split('<article class="text-page prose" lang="en" dir="ltr">')
        assert '<html lang="fr">' in first
        assert '<article class="text-page prose" lang="fr" dir="ltr">' in first
        assert ('href="/fr/"' in first, 'href="/"' in second) == (True, True)
        assert (text.count("<h1>"), text.count("0a1b2c3d")) == (2, 2)
    french, english = (client.get(path).content.decode() for path in ("/fr/nowhere/", "/nowhere/"))
    assert french.index("Page introuvable") < french.index("Page not found")
    assert english.index("Page not found") < english.index("Page introuvable")


def test_an_error_page_is_styled_by_what_was_gathered_and_comes_without(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    assert 'href="/static/css/site.css"' in render_to_string("500.html")

    paths = {"css/site.css": "css/site.0a1b.css", "img/favicon.svg": "img/favicon.2c3d.svg"}
    (tmp_path / "staticfiles.json").write_text(json.dumps({"version": "1.1", "paths": paths}))
    settings.STORAGES = {**settings.STORAGES}
    text = render_to_string("500.html")

    assert ('href="/static/css/site.0a1b.css"' in text, 'href="/static/img/favicon.2c3d.svg"' in text) == (
        True,
        True,
    )
