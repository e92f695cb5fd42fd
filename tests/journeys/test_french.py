"""The site in French, in a real browser: the webinar's page and the form."""

import pytest

from registrations.models import Question
from tests.events import pages

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_axe_finds_nothing_in_french(open_page, look, settings):
    """Texts of organisers are English there, marked as such; the words are longer than in English."""
    settings.LANGUAGES = [("en", "English"), ("fr", "Français")]
    webinar = pages.full(pages.STARTS["upcoming"], slug="open", caption_languages=["en", "fr"])
    Question.objects.create(webinar=webinar, kind="one", text="Why?", why="To plan.", choices="Red\nBlue")
    page = open_page(timezone_id="America/Lima")

    page.goto("/fr/webinars/open/")
    page.get_by_text("pour vous (Lima)").first.wait_for()
    found = look(page)
    page.get_by_role("link", name="S’inscrire").click()
    page.get_by_role("button", name="S’inscrire").click()
    page.get_by_role("link", name="Saisissez votre nom complet").wait_for()
    found += look(page)

    assert found == []
    page.get_by_role("link", name="English").click()
    assert page.url.endswith("/webinars/open/register/")
    assert page.locator("html").get_attribute("lang") == "en"
    page.get_by_role("heading", name="Register").wait_for()
