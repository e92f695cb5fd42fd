"""What organisers typed comes back when it cannot be saved, and goes on where it can."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from events import organisers
from events.models import Member, Role, User, Webinar
from tests import builders, forms_of
from tests.test_html import errors_of
from tests.webinar_site.signing_in import PASSWORD

pytestmark = pytest.mark.django_db
OURS = {"Sec-Fetch-Site": "same-origin"}
TEXT = 'A "long" <b>text</b>,\nof two lines'


@pytest.fixture
def webinar():
    webinar = builders.webinar(title="Skills for all", status="draft", series=builders.series())
    builders.session(webinar, title="Opening")
    return webinar


@pytest.fixture
def organiser(webinar):
    user = organisers.make("organiser@example.org", PASSWORD)
    Member.objects.create(user=user, role=Role.ORGANISER, webinar=webinar)
    return user


@pytest.fixture
def browser(organiser):
    """Where the organiser is signed in; tokens are checked as on the site."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(organiser)
    return browser


def address(webinar):
    return f"/admin/events/webinar/{webinar.pk}/change/"


def token(page):
    return re.search('name="csrfmiddlewaretoken" value="([^"]+)"', page.text)[1]


def typing(browser, webinar, **typed):
    page = browser.get(address(webinar))
    form = next(form for _to, form in forms_of.posted(page.text, "") if "title" in form)
    return {**form, "csrfmiddlewaretoken": token(page), "title": "Typed", "sessions-0-title": TEXT, **typed}


def once_more(page):
    """Return the fields behind the button of a page that kept them."""
    form = next(form for _to, form in forms_of.posted(page.text, "") if "title" in form)
    return {**form, "csrfmiddlewaretoken": token(page)}


def sign_in_elsewhere(browser):
    """In another window, which gets another token."""
    browser.cookies.pop("sessionid", None)
    page = browser.get("/accounts/login/")
    before = browser.cookies["csrftoken"].value
    typed = {"login": "organiser@example.org", "password": PASSWORD, "csrfmiddlewaretoken": token(page)}
    assert browser.post("/accounts/login/", typed).status_code == 302
    assert browser.cookies["csrftoken"].value != before


def test_a_form_outlives_its_session(browser, webinar, organiser):
    """B106: a new role ends sessions, and takes nothing from who is at work."""
    form = typing(browser, webinar)
    Member.objects.create(user=organiser, role=Role.READER, webinar=builders.webinar())

    signed_out = browser.post(address(webinar), form)
    assert (signed_out.status_code, "not signed in any more" in signed_out.text) == (403, True)
    assert 'href="/accounts/login/"' in signed_out.text
    too_early = browser.post(address(webinar), once_more(signed_out))
    assert "not signed in any more" in too_early.text

    sign_in_elsewhere(browser)
    asked = browser.post(address(webinar), once_more(too_early), headers=OURS)
    assert (asked.status_code, "Press once more" in asked.text) == (403, True)
    assert not Webinar.objects.filter(title="Typed").exists()
    saved = browser.post(address(webinar), once_more(asked), headers=OURS)

    assert saved.status_code == 302
    webinar.refresh_from_db()
    assert (webinar.title, webinar.sessions.get().title.splitlines()) == ("Typed", TEXT.splitlines())


def test_a_form_outlives_that_somebody_signs_in_again(browser, webinar):
    form = typing(browser, webinar)
    sign_in_elsewhere(browser)

    page = browser.post(address(webinar), form, headers=OURS)

    assert browser.post(address(webinar), once_more(page), headers=OURS).status_code == 302


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
    ],
    ids=["unknown", "cross-site", "same-site", "origin"],
)
def test_the_words_of_another_site_are_never_behind_a_button(browser, webinar, headers):
    """B107"""
    answer = browser.post(address(webinar), {"title": "Canary"}, headers=headers)
    stranger = Client(enforce_csrf_checks=True).post(address(webinar), {"title": "Canary"}, headers=headers)

    assert (answer.status_code, stranger.status_code) == (403, 403)
    assert "Canary" not in answer.text + stranger.text


@pytest.mark.parametrize("page", ["change/", "team/", "copy/"])
def test_what_was_typed_about_something_deleted_is_shown_for_copying(client, webinar, page):
    client.force_login(builders.user())
    below = address(webinar).replace("change/", page)
    Webinar.objects.all().delete()

    answer = client.post(below, {"title": TEXT, "slug": "", "sessions-0-id": 7, "_save": "Save"})

    assert answer.status_code == 404
    assert "This is not here any more" in answer.text
    assert "A &quot;long&quot; &lt;b&gt;text&lt;/b&gt;,\nof two lines</textarea>" in answer.text
    assert '<input type="hidden"' not in answer.text.split("<h2>")[1]


def test_an_answer_to_a_question_that_was_erased_is_shown_for_copying(client):
    client.force_login(builders.user())
    question = builders.enquiry()
    page = f"/admin/registrations/enquiry/{question.pk}/reply/"
    question.delete()

    assert ">\nYes.</textarea>" in client.post(page, {"text": "Yes.", "form_key": "x" * 32}).text


def test_who_lost_the_right_to_change_is_shown_what_they_typed(browser, webinar, organiser):
    form = typing(browser, webinar)
    organiser.memberships.update(role=Role.READER)
    browser.force_login(User.objects.get())

    answer = browser.post(address(webinar), form)

    assert (answer.status_code, "You may not change this" in answer.text) == (403, True)
    assert ">\nTyped</textarea>" in answer.text


def test_no_secret_and_nothing_of_the_form_itself_is_shown(client, webinar):
    typed = {"password": "canary", "new_password1": "canary", "csrfmiddlewaretoken": "canary"}
    for path in ("/admin/login/", "/admin/password_change/", "/accounts/login/", address(webinar)):
        assert "canary" not in client.post(path, typed).text
        assert "canary" not in client.post(path, {**typed, "title": "Typed"}).text
    page = client.post(address(webinar), {**typed, "title": "Typed", "seen": "{}", "sessions-TOTAL_FORMS": 4})
    assert re.findall("<label[^>]*>([^<]*)", page.text) == ["Title"]


def test_the_page_is_html_as_the_standard_has_it(client, webinar):
    page = client.post(address(webinar), {"title": TEXT, "sessions-0-title": "Typed", 'a b"<': "Odd"})
    assert errors_of(page.text) == []


def test_files_are_named_to_be_chosen_again(client, webinar):
    typed = {"title": "Typed", "picture": SimpleUploadedFile("<b>.png", b"x")}

    assert "choose them again afterwards (&lt;b&gt;.png)" in client.post(address(webinar), typed).text
