"""B19 of the catalogue, and the language people choose for their mails."""

import gc
import tracemalloc

import pytest
from django.conf import settings as site_settings
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.utils import timezone, translation
from django.utils.translation import trans_real

from registrations import links, mails
from registrations.models import Registration
from tests import builders
from tests.faults.visitor import assert_comes_back, filled_in, html, parsed, register, text, unchanged
from webinar_site import environment

pytestmark = pytest.mark.django_db

MONSTERS = ["fr" * 10_000, ",".join(f"x{n}-y;q=0.{n}" for n in range(500)), "fr", "fr;q=1e999,*"]


@pytest.fixture
def webinar():
    return builders.coming_webinar()


@pytest.fixture
def two_languages(settings):
    settings.LANGUAGES = [("en", "English"), ("fr", "français")]


@pytest.mark.parametrize("languages", MONSTERS, ids=["20 kB", "500 tags", "one", "odd"])
def test_what_the_browser_prefers_changes_nothing(client, webinar, two_languages, languages):
    """B19: the language of a form is in its address, so its answer is in the same."""
    headers = {"Accept-Language": languages}
    path = f"/webinars/{webinar.slug}/register/"
    plain = register(client, webinar, name="")
    answer = client.post(path, filled_in(webinar, name=""), headers=headers)

    assert answer.status_code == plain.status_code == 200
    assert '<html lang="en"' in answer.content.decode()
    assert "Enter your full name" in answer.content.decode()
    assert "Vary" not in answer or "Accept-Language" not in answer["Vary"]
    assert client.get("/", headers=headers).content == client.get("/").content


def test_what_browsers_prefer_is_not_remembered(client, webinar):
    """B19: 100 lists of 20 kB each would be two megabytes."""
    path = f"/webinars/{webinar.slug}/register/"

    def ask(number):
        client.get(path, headers={"Accept-Language": f"x{number}-" + "fr," * 6_600})

    for number in range(20):
        ask(number)
    caches = (trans_real._parse_accept_lang_header, trans_real._get_supported_language_variant)
    before = [each.cache_info().currsize for each in caches]
    tracemalloc.start()
    for number in range(20, 120):
        ask(number)
    gc.collect()
    grown, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert [each.cache_info().currsize for each in caches] == before
    assert grown < 1_000_000


def test_with_one_language_nobody_is_asked(client, webinar):
    registration = builders.registration(webinar, timezone.now())

    for path in (f"/webinars/{webinar.slug}/register/", links.page_path(registration)):
        assert 'name="language"' not in client.get(path).content.decode()
    register(client, webinar, language="fr")
    assert webinar.registrations.get(email="ada@example.org").language == "en"


def test_the_language_is_chosen_on_the_form_and_changed_on_the_personal_page(client, webinar, two_languages):
    assert "français" in client.get(f"/webinars/{webinar.slug}/register/").content.decode()
    register(client, webinar, language="fr")
    registration = webinar.registrations.get()
    assert registration.language == "fr"

    client.post(links.page_path(registration), {"name": "Ada Example", "language": "en"})

    registration.refresh_from_db()
    assert registration.language == "en"
    assert "language" in registration.messages.get(kind="details_changed").facts["fields"]


def test_a_language_that_is_not_offered_is_refused(client, webinar, two_languages):
    with unchanged():
        answer = register(client, webinar, language="tlh")

    assert_comes_back(answer, {"language": "Choose a language from the list"}, name="Ada Example")
    registration = builders.registration(webinar)
    registration.language = "tlh"
    with pytest.raises(ValidationError, match="Choose a language"):
        registration.clean_fields(exclude=["country"])


@pytest.mark.parametrize(
    ("language", "offered", "lang", "day"),
    [
        ("fr", True, "fr", "vendredi 25 septembre 2026"),
        ("en", True, "en", "Friday 25 September 2026"),
        ("fr", False, "en", "Friday 25 September 2026"),
    ],
)
def test_a_mail_is_written_in_the_language_of_the_registrant(settings, language, offered, lang, day):
    settings.LANGUAGES = [("en", "English"), ("fr", "français")] if offered else [("en", "English")]
    message = builders.message()
    Registration.objects.update(language=language)
    message.registration.refresh_from_db()

    mail = parsed(message)

    assert f'<html lang="{lang}"' in html(mail)
    assert day in text(mail)
    assert translation.get_language() == "en"


def test_a_mail_to_the_contact_is_in_the_language_of_the_site(two_languages):
    message = builders.message(kind="access_needs")
    Registration.objects.update(language="fr")
    message.registration.refresh_from_db()

    assert mails.language(message) == site_settings.LANGUAGE_CODE == "en"


def test_languages_are_read_strictly(monkeypatch):
    assert environment.languages("LANGUAGES", "en") == [("en", "English")]
    monkeypatch.setenv("LANGUAGES", "en, fr,ar")
    assert [code for code, _ in environment.languages("LANGUAGES", "en")] == ["en", "fr", "ar"]
    for wrong in ("fr", "fr,en", "en,xx", "en,en", "en;fr", "English"):
        monkeypatch.setenv("LANGUAGES", wrong)
        with pytest.raises(ImproperlyConfigured, match="LANGUAGES must be codes such as"):
            environment.languages("LANGUAGES", "en")
