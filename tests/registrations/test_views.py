"""What visitors see and what is stored: registering, the personal page, asking for the link."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from registrations import links, personal_links, seats, visitor_form
from registrations.models import Enquiry, Message, Registration
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def webinar():
    return builders.coming_webinar()


def stamp(purpose, age=timedelta(minutes=1)):
    return visitor_form.new_stamp(purpose, timezone.now() - age)


def fill_in(webinar, **fields):
    return {
        "name": "Ada Example",
        "email": "ada@example.org",
        "stamp": stamp(f"register {webinar.pk}"),
        "website": "",
        **fields,
    }


def register(client, webinar, **fields):
    return client.post(reverse("registrations:register", args=[webinar.slug]), fill_in(webinar, **fields))


def test_registering_stores_it_and_shows_the_neutral_page(client, webinar):
    answer = register(client, webinar, organisation="ILO", country="CH")

    assert (answer.status_code, answer.url) == (302, f"/webinars/{webinar.slug}/registered/")
    registration = webinar.registrations.get()
    assert (registration.name, registration.email, registration.organisation, registration.country.code) == (
        "Ada Example",
        "ada@example.org",
        "ILO",
        "CH",
    )
    assert "Check your mailbox" in client.get(answer.url).content.decode()


def test_the_form_and_its_answer_set_no_cookie(client, webinar):
    """B18: cookies blocked change nothing."""
    client.get(reverse("registrations:register", args=[webinar.slug]))
    register(client, webinar)

    assert not client.cookies


def test_registering_takes_few_queries(client, webinar, django_assert_max_num_queries):
    builders.admission(webinar=webinar, capacity=10)
    builders.registration(webinar, timezone.now())
    # 13, and two savepoints which a transaction outside a test does not make
    with django_assert_max_num_queries(15):
        client.get(reverse("registrations:register", args=[webinar.slug]))
        register(client, webinar)


def test_wrong_input_comes_back_with_everything_typed(client, webinar):
    answer = register(client, webinar, name="", email="nonsense", organisation="<b>ILO</b>", country="CH")

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "<title>Error: " in page
    assert page.count("Enter your full name") == 2  # in the summary and at the field
    assert page.count("Enter an email address in the correct format, like name@example.org") == 2
    assert 'value="nonsense"' in page
    assert 'value="&lt;b&gt;ILO&lt;/b&gt;"' in page
    assert '<option value="CH" selected>' in page
    assert not Registration.objects.exists()


@pytest.mark.parametrize(
    "made",
    [
        lambda webinar: "",
        lambda webinar: "nonsense",
        lambda webinar: stamp("contact"),
        lambda webinar: stamp(f"register {webinar.pk}", timedelta(days=3)),
        lambda webinar: stamp(f"register {webinar.pk}", timedelta(seconds=0)),
    ],
    ids=["missing", "nonsense", "of another form", "three days old", "too fast"],
)
def test_a_form_without_a_valid_stamp_comes_back_and_one_press_sends_it(client, webinar, made):
    """B18"""
    answer = register(client, webinar, stamp=made(webinar))

    assert "Press Register once more" in answer.content.decode()
    assert 'value="ada@example.org"' in answer.content.decode()
    assert not Registration.objects.exists()

    new = answer.context["stamp"]
    assert register(client, webinar, stamp=new).status_code == 302
    assert Registration.objects.count() == 1


def test_a_robot_gets_the_neutral_page_and_its_attempt_is_kept_for_review(client, webinar):
    answer = register(client, webinar, website="https://spam.example")

    assert answer.url == f"/webinars/{webinar.slug}/registered/"
    assert not Registration.objects.exists()
    assert list(Enquiry.objects.values_list("status", "email")) == [("spam", "ada@example.org")]
    assert not Message.objects.exists()


def test_known_and_unknown_addresses_get_the_same_answer(client, webinar):
    builders.registration(webinar, timezone.now(), email="known@example.org")

    known = register(client, webinar, email="known@example.org")
    unknown = register(client, webinar, email="stranger@example.org")

    assert (known.status_code, known.url, known.content) == (
        unknown.status_code,
        unknown.url,
        unknown.content,
    )
    assert known.headers.keys() == unknown.headers.keys()


def test_a_reload_of_the_sent_form_is_one_registration(client, webinar):
    """B07"""
    fields = fill_in(webinar)
    for _ in range(3):
        client.post(reverse("registrations:register", args=[webinar.slug]), fields)

    assert Registration.objects.count() == 1
    assert Message.objects.count() == 1


def test_fields_that_are_not_in_the_form_are_ignored(client, webinar):
    """B08"""
    real = {"name", "email", "organisation", "country"}
    forged = {field.attname: "1" for field in Registration._meta.fields if field.name not in real}
    path = reverse("registrations:register", args=[webinar.slug])
    client.post(path, {**forged, "webinar": "0", "status": "cancelled", **fill_in(webinar)})

    registration = webinar.registrations.get()
    assert (registration.status, registration.webinar_id, registration.link_version) == (
        "registered",
        webinar.pk,
        1,
    )


def test_the_same_field_twice_means_the_last_one(client, webinar):
    """B09"""
    register(client, webinar, email=["first@example.org", "last@example.org"])

    assert webinar.registrations.get().email == "last@example.org"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"status": "cancelled", "status_reason": "The speaker is ill."}, "The speaker is ill."),
        ({"status": "postponed"}, "This webinar is postponed"),
        (
            {
                "starts_at": builders.START.replace(year=2020),
                "ends_at": builders.START.replace(year=2020, hour=9),
            },
            "It closed on Friday 25 September 2020 at 11:00, Zurich (CEST, UTC+2).",
        ),
    ],
    ids=["cancelled", "postponed", "over"],
)
def test_a_webinar_that_takes_none_says_why_and_gives_the_text_back(client, fields, words):
    webinar = builders.webinar(**fields)

    answer = register(client, webinar, name="Ada Example")

    page = " ".join(answer.content.decode().split())
    assert words in page
    assert "Ada Example" in page
    assert "ada@example.org" in page
    assert not Registration.objects.exists()


def test_a_form_opened_before_closing_time_comes_back_with_what_was_typed(client, webinar):
    """B04"""
    fields = fill_in(webinar)
    builders.admission(webinar=webinar, closes_at=timezone.now() - timedelta(minutes=1))

    page = client.post(reverse("registrations:register", args=[webinar.slug]), fields).content.decode()

    assert "Registration is closed" in page
    assert "ada@example.org" in page


def test_a_full_webinar_offers_the_waitlist(client, webinar):
    builders.admission(webinar=webinar, capacity=0)

    page = client.get(reverse("registrations:register", args=[webinar.slug])).content.decode()
    register(client, webinar)

    assert "Join the waitlist" in page
    assert webinar.registrations.get().status == "waitlisted"


def test_a_draft_is_not_found(client):
    draft = builders.webinar(status="draft")

    for name in ("register", "registered", "send_link", "link_sent", "webinar_contact"):
        assert client.get(reverse(f"registrations:{name}", args=[draft.slug])).status_code == 404


# The personal page ----------------------------------------------------------------------------


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


# Asking for the link --------------------------------------------------------------------------


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
    other = builders.registration(
        builders.webinar(ends_at=timezone.now() + timedelta(days=400)), builders.NOW, email="ada@example.org"
    )
    gone = builders.registration(
        builders.webinar(ends_at=timezone.now() + timedelta(days=400)), builders.NOW, email="ada@example.org"
    )
    seats.cancel(gone, timezone.now())

    ask_for_link(client, "ada@example.org")

    told = Message.objects.filter(kind="personal_link").values_list("registration", flat=True)
    assert sorted(told) == [registration.pk, other.pk]


# Asking a question ----------------------------------------------------------------------------


def ask(client, path="/contact/", **fields):
    data = {"name": "Ada", "email": "ada@example.org", "message": "Captions?", "stamp": stamp("contact")}
    return client.post(path, {**data, **fields})


def test_a_question_is_stored_mailed_and_acknowledged(client, webinar):
    answer = ask(client, f"/webinars/{webinar.slug}/contact/")

    enquiry = Enquiry.objects.get()
    assert answer.url == "/contact/sent/"
    assert (enquiry.webinar, enquiry.message, enquiry.status) == (webinar, "Captions?", "new")
    assert sorted(enquiry.messages.values_list("kind", flat=True)) == ["enquiry_received", "new_enquiry"]


def test_a_question_sent_twice_is_one_question(client):
    once = stamp("contact")
    for _ in range(3):
        ask(client, stamp=once)

    assert Enquiry.objects.count() == 1
    assert Message.objects.count() == 2


def test_a_wrong_question_comes_back_with_everything_typed(client):
    page = ask(client, email="nonsense", subject="About <captions>").content.decode()

    assert "Enter an email address in the correct format" in page
    assert "About &lt;captions&gt;" in page
    assert "Captions?" in page
    assert not Enquiry.objects.exists()


def test_a_robots_question_is_kept_as_spam_and_mailed_to_nobody(client):
    answer = ask(client, website="x")

    assert answer.url == "/contact/sent/"
    assert Enquiry.objects.get().status == "spam"
    assert not Message.objects.exists()
