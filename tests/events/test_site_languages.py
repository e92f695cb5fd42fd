"""The site in two languages: which one a page speaks is in its address, and nowhere else."""

import re
import xml.etree.ElementTree as ET
from datetime import timedelta

import pytest
from django.utils import timezone, translation
from tinyhtml5.parser import HTMLParser

from events import public, site_languages
from registrations import links
from registrations.models import Question
from tests import builders

pytestmark = pytest.mark.django_db

LINK = "{http://www.w3.org/1999/xhtml}link"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def two_languages(settings):
    settings.LANGUAGES = [("en", "English"), ("fr", "Français")]


@pytest.fixture
def pages():
    """The path of a page of each kind."""
    webinar = builders.coming_webinar(slug="open", series=builders.series(slug="summer"))
    builders.appearance(webinar, builders.speaker(slug="ada"))
    shown = ["/", "/webinars/", "/webinars/open/", "/series/summer/", "/speakers/ada/", "/privacy/"]
    forms = ["register/", "registered/", "send-link/", "contact/"]
    return shown, [*(f"/webinars/open/{each}" for each in forms), "/contact/", "/send-link/sent/"]


def test_each_page_has_an_address_in_each_language(client, two_languages, pages):
    shown, forms = pages
    for path in shown + forms:
        english, french = client.get(path), client.get(f"/fr{path}", headers={"Accept-Language": "en"})
        assert (english.status_code, french.status_code) == (200, 200)
        assert '<html lang="en" dir="ltr">' in english.content.decode()
        page = french.content.decode()
        assert '<html lang="fr" dir="ltr">' in page
        assert f'<a href="/fr{path}" lang="fr" hreflang="fr" aria-current="true">Français</a>' in page
        assert f'<a href="{path}" lang="en" hreflang="en">English</a>' in page
        unprefixed = re.findall(r'href="(/(?!fr/|static/)[^"]*)"', page)
        assert set(unprefixed) == {path, "/accounts/login/"}  # pages of organisers are English
        assert not french.cookies
        assert french.get("Vary") in (None, "Accept-Encoding")
    for path in shown:
        for address, canonical in ((path, path), (f"/fr{path}", f"/fr{path}")):
            page = client.get(address).content.decode()
            assert f'<link rel="canonical" href="http://localhost:8000{canonical}">' in page
            for code, other in (("en", path), ("fr", f"/fr{path}"), ("x-default", path)):
                assert f'<link rel="alternate" hreflang="{code}" href="http://localhost:8000{other}">' in page


def test_with_one_language_there_is_no_choice(client, pages):
    page = client.get("/webinars/open/").content.decode()

    assert page.count("hreflang=") == 2  # its own address, and the default
    assert client.get("/fr/webinars/open/").status_code == 404
    assert "xhtml:link " not in client.get("/sitemap.xml").content.decode()


def test_what_was_searched_is_not_handed_on(client, two_languages, pages):
    page = client.get("/fr/webinars/?q=ada").content.decode()

    assert '<a href="/webinars/" lang="en" hreflang="en">' in page


def test_files_have_one_address_and_the_panel_no_prefix(client, two_languages):
    with translation.override("fr"):
        assert site_languages.same_page("/fr/webinars/", "en") == "/webinars/"
        for path in (
            "/fr/robots.txt",
            "/fr/sitemap.xml",
            "/fr/admin/",
            "/fr/accounts/login/",
            "/en/",
            "/de/",
        ):
            assert client.get(path).status_code == 404
    assert '<html lang="en' in client.get("/accounts/login/").content.decode()


def test_the_sitemap_lists_each_page_in_each_language(client, two_languages, pages):
    found = ET.fromstring(client.get("/sitemap.xml").content)

    rows = {row.find(f"{MAP}loc").text.removeprefix("http://localhost:8000"): row for row in found}
    english, french = rows["/webinars/open/"], rows["/fr/webinars/open/"]
    assert set(pages[0]) | {f"/fr{path}" for path in pages[0]} <= set(rows)
    assert english.find(f"{MAP}lastmod").text == french.find(f"{MAP}lastmod").text
    assert [(link.get("hreflang"), link.get("href")) for link in french.iter(LINK)] == [
        ("en", "http://localhost:8000/webinars/open/"),
        ("fr", "http://localhost:8000/fr/webinars/open/"),
        ("x-default", "http://localhost:8000/webinars/open/"),
    ]


def test_kept_pages_of_two_languages_are_not_mixed(client, two_languages, pages, monkeypatch):
    monkeypatch.setattr(public, "kept", public.PageCache(life=timedelta(minutes=1)))
    seen = [client.get(path).content for path in ("/webinars/open/", "/fr/webinars/open/") * 2]

    assert seen[0] != seen[1]
    assert seen[2:] == seen[:2]
    assert len(public.kept.entries) == 2


def test_a_personal_page_speaks_the_language_of_its_registration(client, two_languages, settings):
    registration = builders.registration(builders.coming_webinar(), timezone.now(), language="fr")
    stop = links.unsubscribe_url(registration).removeprefix("http://localhost:8000")
    paths = [links.page_path(registration), links.join_path(registration), stop]

    for path in paths:
        assert path.startswith(("/registrations/", "/join/", "/unsubscribe/"))
        page = client.get(path).content.decode()
        assert '<html lang="fr"' in page
        assert "hreflang" not in page
        assert 'href="/fr/webinars/"' in page
    settings.LANGUAGES = settings.LANGUAGES[:1]
    assert '<html lang="en"' in client.get(paths[0]).content.decode()


def languages_of(html, texts):
    """Return {text: language of the element whose first words it is}, as a browser finds it."""
    page = HTMLParser(namespace_html_elements=False).parse(html)
    above = {child: parent for parent in page.iter() for child in parent}

    def language(element):
        return element.get("lang") or language(above[element])

    return {
        each.text.strip(): language(each) for each in page.iter() if each.text and each.text.strip() in texts
    }


@pytest.mark.parametrize(("code", "prefix"), [("fr", ""), ("en", "/fr")])
def test_what_organisers_typed_is_marked_with_its_language(client, two_languages, code, prefix):
    """WCAG 3.1.2: a French webinar on the English page, an English one on the French."""
    texts = {"title": "Deux mots", "summary": "Plus.", "kicker": "Un", "status_reason": "Trois"}
    webinar = builders.coming_webinar(
        slug="mine", lang=code, text_before="<p>Texte</p>", status="cancelled", **texts
    )
    builders.appearance(webinar, builders.speaker(), talk_title="Parole", organisation="Rang")
    builders.document(webinar, lang=code, title="Feuille", url="https://example.org/x")
    texts = {*texts.values(), "Texte", "Parole", "Rang", "Feuille"}

    page = client.get(f"{prefix}/webinars/mine/").content.decode()

    assert languages_of(page, texts) == dict.fromkeys(texts, code)
    assert languages_of(page, {"Programme (PDF)", "Contact"}) == {"Contact": "fr" if prefix else "en"}


def test_own_questions_of_organisers_are_marked_with_their_language(client, two_languages):
    admission = builders.admission(webinar=builders.coming_webinar(slug="mine"))
    Question.objects.create(webinar=admission.webinar, kind="one", text="Why?", why="To plan.", choices="Red")
    texts = {"Why?", "To plan.", "Red"}

    page = client.get("/fr/webinars/mine/register/").content.decode()

    assert languages_of(page, texts) == dict.fromkeys(texts, "en")
