"""B1 of the catalogue: what is sent around the fields of the registration form, and when it is sent."""

from datetime import timedelta

import pytest
from django.utils import timezone

from registrations import links
from registrations.models import Enquiry, Message, Registration
from tests import builders
from tests.faults.visitor import (
    ask,
    asking_everything,
    assert_comes_back,
    filled_in,
    own,
    parsed,
    path,
    register,
    stamp,
    text,
    unchanged,
)
from tests.security.test_http import assert_headers

pytestmark = pytest.mark.django_db


@pytest.fixture
def webinar():
    return asking_everything()


NUL = "Null characters are not allowed."


@pytest.mark.parametrize(
    ("field", "sentence"),
    [
        ("name", NUL),
        ("email", NUL),
        ("organisation", NUL),
        ("job_title", NUL),
        ("question", NUL),
        ("needs_text", NUL),
        ("short", NUL),
        ("country", "Choose a country or territory from the list"),
        ("group", "Choose a group from the list"),
        ("needs", "Choose from the list"),
        ("one", "Choose one"),
    ],
)
def test_a_nul_is_an_error_at_its_field(client, webinar, field, sentence):
    """B01"""
    name = own(webinar, field) if field in {"short", "one"} else field
    with unchanged():
        answer = register(client, webinar, **{name: "A\0b"})

    typed = {"name": "Ada Example", "email": "ada@example.org", "country": "CH"}
    typed.pop(field, None)
    assert_comes_back(answer, {name: sentence}, **typed)


@pytest.mark.parametrize("field", ["stamp", "email_kept", "time_zone"])
def test_a_nul_in_a_field_nobody_sees_stores_nothing_of_it(client, webinar, field):
    """B01"""
    answer = register(client, webinar, **{field: "A\0b"})

    assert answer.status_code in {200, 302}
    assert answer.status_code == 302 or "ada@example.org" in answer.content.decode()
    assert_headers(answer)


def test_a_nul_in_a_body_that_is_no_form_is_refused_with_it(client, webinar):
    """B02: path, query, cookies and headers are refused in tests/security/test_http.py."""
    with unchanged():
        answer = client.post(path(webinar), '{"name": "a\0b\\u0000"}', content_type="application/json")

    assert answer.status_code == 415
    assert_headers(answer)


@pytest.mark.parametrize("name", ["register", "registered", "send-link", "send-link/sent", "contact"])
@pytest.mark.parametrize("slug", ["no-such", "1" * 30, "9" * 5000, "1%00", "%ff", "draft"])
def test_a_webinar_that_there_is_not_is_not_found_and_stores_nothing(client, slug, name):
    """B03"""
    draft = builders.webinar(slug="draft", status="draft")
    address = f"/webinars/{slug}/{name}/"
    with unchanged():
        answers = [client.get(address), client.post(address, filled_in(draft))]

    read_only = {"registered", "send-link/sent"}
    assert answers[0].status_code == (400 if "%00" in slug else 404)
    assert answers[1].status_code in ({405, 404, 400} if name in read_only else {answers[0].status_code})
    for answer in answers:
        assert_headers(answer)


def test_the_stamp_of_another_webinar_registers_nobody(client, webinar):
    """B03: a form of one webinar sent to another."""
    other = builders.coming_webinar()
    with unchanged():
        answer = register(client, webinar, stamp=stamp(f"register {other.pk}"))

    assert "press “Register” again" in answer.content.decode()


def test_a_form_sent_after_closing_time_says_when_that_was_and_gives_everything_back(client):
    """B04: opened before."""
    start = builders.START.replace(year=2030)
    webinar = builders.webinar(starts_at=start, ends_at=start + timedelta(hours=1))
    fields = filled_in(webinar, needs=["captions", "dial-in"], needs_text="in French")
    closed = builders.START.replace(year=2025, hour=7, minute=45)
    builders.admission(webinar=webinar, closes_at=closed)
    with unchanged(but=["registrations_bucket"]):  # the limit of the network counts the attempt
        answer = client.post(path(webinar), fields)

    page = " ".join(answer.content.decode().split())
    assert_headers(answer)
    assert "It closed on Thursday 25 September 2025 at 09:45, Zurich (CEST, UTC+2)." in page
    assert "Nothing of this was stored." in page
    assert f'href="{path(webinar, "contact")}"' in page
    for words in ("Ada Example", "ada@example.org", "Ministry of &lt;Labour&gt;", "Switzerland", "in French"):
        assert words in page
    assert "Captions, Dialling in by telephone" in page


def test_a_form_sent_after_the_last_place_went_joins_the_waitlist_that_it_was_told_of(client):
    """B05"""
    webinar = builders.admission(webinar=builders.coming_webinar(), capacity=1).webinar
    fields = filled_in(webinar)
    builders.registration(webinar, timezone.now())

    answer = client.post(path(webinar), fields)

    assert answer.url == path(webinar, "registered")
    registration = webinar.registrations.get(email="ada@example.org")
    assert registration.status == "waitlisted"
    assert "you are number 1 on the waitlist" in text(parsed(registration.messages.get()))


def seen(answer):
    headers = {name: value for name, value in answer.headers.items() if name != "X-Request-ID"}
    return answer.status_code, headers, answer.content


@pytest.mark.parametrize(
    "again",
    ["ada@bücher.example", "ADA@BÜCHER.example", "  ada@bücher.example\t", "ada@xn--bcher-kva.example"],
    ids=["same", "other case", "spaces", "as it travels"],
)
def test_the_same_address_again_is_one_registration_and_its_owner_gets_the_link(client, webinar, again):
    """B06"""
    known = builders.registration(webinar, timezone.now(), email="ada@bücher.example")

    repeated = register(client, webinar, email=again)
    new = register(client, webinar, email="eve@example.org")

    assert seen(repeated) == seen(new)
    assert webinar.registrations.exclude(email="eve@example.org").get() == known
    mail = parsed(known.messages.get(kind="already_registered"))
    assert links.page_url(known) in text(mail)
    assert mail["To"].addresses[0].addr_spec == "ada@xn--bcher-kva.example"


def test_an_address_with_a_tag_is_another_address(client, webinar):
    """B06"""
    register(client, webinar)
    register(client, webinar, email="ada+two@example.org")

    assert webinar.registrations.count() == 2


def test_going_back_and_sending_the_changed_form_is_one_registration(client, webinar):
    """B07: the page is the same; what is changed is changed on the personal page."""
    fields = filled_in(webinar)
    first = client.post(path(webinar), fields)
    second = client.post(path(webinar), {**fields, "name": "Ada Lovelace"})

    assert seen(first) == seen(second)
    assert webinar.registrations.get().name == "Ada Example"
    assert Message.objects.count() == 1


def test_the_personal_page_changes_nothing_that_it_does_not_ask(client, webinar):
    """B08: the registration form is in tests/registrations/test_views.py."""
    registration = builders.registration(webinar, timezone.now(), email="ada@example.org")
    asked = {"name", "organisation", "job_title", "country", "group", "question", "time_zone", "is_reminded"}
    fixed = [f.attname for f in Registration._meta.fields if f.name not in asked | {"changed_at"}]
    before = Registration.objects.values(*fixed).get()
    forged = dict.fromkeys(fixed, "1") | {"webinar": "0", "status": "cancelled", "taken": "0"}

    answer = client.post(links.page_path(registration), {**forged, "name": "Ada Lovelace"})

    assert answer.status_code == 302
    assert Registration.objects.values(*fixed).get() == before
    assert Registration.objects.get().name == "Ada Lovelace"


def test_a_question_knows_no_other_fields(client, webinar):
    """B08"""
    forged = {field.attname: "9" for field in Enquiry._meta.fields}
    typed = {"name": "Ada Example", "email": "ada@example.org", "subject": "?", "message": "!"}

    ask(client, **{**forged, "status": "answered", "webinar": "1", **typed})

    enquiry = Enquiry.objects.get()
    assert (enquiry.status, enquiry.webinar, len(enquiry.reference)) == ("new", None, 9)
    assert enquiry.form_key != "9"


def test_of_a_field_sent_twice_the_last_one_is_judged_and_stored(client, webinar):
    """B09"""
    with unchanged():
        answer = register(client, webinar, email=["ada@example.org", "nonsense"])
    assert_comes_back(
        answer,
        {"email": "Enter an email address in the correct format, like name@example.org"},
        name="Ada Example",
    )

    assert register(client, webinar, email=["nonsense", "ada@example.org"]).status_code == 302
    assert webinar.registrations.get().email == "ada@example.org"
