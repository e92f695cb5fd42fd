"""The personal page by its link, and asking for that link again."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from registrations import links, personal_links, seats, visitor_form
from registrations.models import Message, Registration
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def webinar():
    return builders.coming_webinar()


def stamp(purpose, age=timedelta(minutes=1)):
    return visitor_form.new_stamp(purpose, timezone.now() - age)


@pytest.fixture
def registration(webinar):
    return builders.registration(webinar, timezone.now(), name="Ada Example", email="ada@example.org")


def test_the_personal_page_shows_the_registration_to_nobody_else(client, registration):
    answer = client.get(links.page_path(registration))

    page = answer.content.decode()
    assert "You are registered: you have a place." in page
    assert registration.reference in page
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert answer["Referrer-Policy"] == "same-origin"


def test_the_personal_page_changes_name_and_organisation(client, registration):
    answer = client.post(links.page_path(registration), {"name": "Ada Lovelace", "organisation": "OECD"})

    registration.refresh_from_db()
    assert (registration.name, registration.organisation) == ("Ada Lovelace", "OECD")
    assert "Your changes are saved." in client.get(answer.url).content.decode()
    assert list(registration.journal.values_list("deed", flat=True)) == ["registered", "changed"]


def test_a_wrong_change_comes_back_and_stores_nothing(client, registration):
    page = client.post(links.page_path(registration), {"name": "", "organisation": "OECD"}).content.decode()

    registration.refresh_from_db()
    assert "Enter your full name" in page
    assert 'value="OECD"' in page
    assert registration.organisation == ""


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_at_the_links_of_a_mail_changes_nothing(client, registration, method):
    """B33"""
    for path in ("", "cancel/", "calendar.ics"):
        getattr(client, method)(links.page_path(registration) + path)

    registration.refresh_from_db()
    assert registration.status == "registered"
    assert registration.journal.count() == 1


def test_cancelling_asks_first_and_then_does_it(client, registration):
    path = links.page_path(registration)

    assert "Cancel your registration?" in client.get(path + "cancel/").content.decode()
    answer = client.post(path + "cancel/")

    assert answer.url == path
    assert "Your registration is cancelled." in client.get(path).content.decode()
    registration.refresh_from_db()
    assert registration.status == "cancelled"
    assert client.post(path + "cancel/").url == path


def test_the_waitlist_page_says_the_position(client, webinar):
    builders.admission(webinar=webinar, capacity=0)
    builders.registration(webinar, timezone.now())
    second = builders.registration(webinar, timezone.now())

    assert "You are number 2 on the waitlist." in client.get(links.page_path(second)).content.decode()


def test_the_calendar_of_the_page_is_the_persons_own(client, registration):
    answer = client.get(links.page_path(registration) + "calendar.ics")

    text = answer.content.decode().replace("\r\n ", "")
    assert answer["Content-Type"] == "text/calendar; method=REQUEST; charset=utf-8"
    assert "METHOD:REQUEST" in text
    assert "mailto:ada@example.org" in text
    assert links.join_url(registration) in text


@pytest.mark.parametrize(
    "token",
    ["x", "WzEsMV0:nonsense", "a" * 5000, "-", "%20", "WzEsMV0:"],
)
def test_a_wrong_link_says_how_to_get_a_right_one(client, token):
    answer = client.get(f"/registrations/{token}/")

    assert answer.status_code == 404
    assert "Get your link again" in answer.content.decode()


def test_a_revoked_link_works_no_more(client, registration):
    """B36"""
    path = links.page_path(registration)
    Registration.objects.update(link_version=2)

    assert client.get(path).status_code == 404


def test_a_link_lives_on_when_the_key_changes(client, registration, settings):
    """B36"""
    path = links.page_path(registration)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key, as long as it has to be, for this test only"
    # The signer of the module keeps the key it was made with: a new process reads the new one.
    fresh = links.signing.Signer(salt="registrations.page", fallback_keys=settings.SECRET_KEY_FALLBACKS)

    assert fresh.unsign_object(path.split("/")[2]) == [registration.pk, 1]


def ask_for_link(client, email, webinar=None):
    name, args = ("send_link", [webinar.slug]) if webinar else ("send_links", [])
    answer = client.post(
        reverse(f"registrations:{name}", args=args), {"email": email, "stamp": stamp("send-link")}
    )
    assert personal_links.answer_next(timezone.now())
    return answer


def test_the_link_is_sent_again_at_most_once_an_hour(client, registration):
    for _ in range(3):
        answer = ask_for_link(client, "ADA@example.org", registration.webinar)

    assert answer.url == f"/webinars/{registration.webinar.slug}/send-link/sent/"
    assert registration.messages.filter(kind="personal_link").count() == 1


def test_asking_with_an_unknown_address_looks_the_same_and_sends_nothing(client, registration):
    known = ask_for_link(client, "ada@example.org", registration.webinar)
    unknown = ask_for_link(client, "stranger@example.org", registration.webinar)

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert Message.objects.filter(kind="personal_link").count() == 1


def test_one_form_sends_the_links_of_all_coming_webinars(client, registration):
    other = builders.registration(builders.coming_webinar(), builders.NOW, email="ada@example.org")
    gone = builders.registration(builders.coming_webinar(), builders.NOW, email="ada@example.org")
    seats.cancel(gone, timezone.now())

    ask_for_link(client, "ada@example.org")

    told = Message.objects.filter(kind="personal_link").values_list("registration", flat=True)
    assert sorted(told) == [registration.pk, other.pk]
