"""What visitors see and what is stored: registering, the personal page, asking for the link."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from registrations import visitor_form
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

    assert "press “Register” again" in answer.content.decode()
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
