"""B1 of the catalogue: what can be wrong in the registration form. See visitor.py for what is owed."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from registrations import links, outbox
from registrations.models import Answer, Message
from tests import builders
from tests.faults.visitor import (
    asking_everything,
    assert_comes_back,
    own,
    parsed,
    path,
    register,
    unchanged,
)
from tests.security.test_http import assert_headers

pytestmark = pytest.mark.django_db


@pytest.fixture
def webinar():
    return asking_everything()


# Choices and consent ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("country", "XX", "Choose a country or territory from the list"),
        ("group", "Nobody", "Choose a group from the list"),
        ("needs", ["captions", "a throne"], "Choose from the list"),
        ("one", "Green", "Choose one"),
        ("many", ["Red", "Green"], "Choose at least one"),
    ],
)
def test_a_choice_that_is_not_offered_is_refused(client, webinar, field, typed, sentence):
    """B10"""
    name = own(webinar, field) if field in {"one", "many"} else field
    with unchanged():
        answer = register(client, webinar, **{name: typed})

    assert_comes_back(answer, {name: sentence}, name="Ada Example", email="ada@example.org")


def test_a_required_consent_is_asked_for_and_stored_with_its_words_and_time(client, webinar):
    """B10"""
    webinar.questions.filter(kind="consent").update(is_required=True, version=3, text="I agree.")
    name = own(webinar, "consent")
    with unchanged():
        answer = register(client, webinar)
    assert_comes_back(answer, {name: "Tick the box to agree"}, name="Ada Example")
    assert f'name="{name}" checked' not in answer.content.decode()

    register(client, webinar, **{name: "on"})

    stored = Answer.objects.get()
    assert (stored.asked, stored.version, stored.value) == ("I agree.", 3, "yes")
    assert timezone.now() - stored.answered_at < timedelta(hours=1)


# Too much ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sent",
    [
        {f"field{n}": "" for n in range(10_001)},
        {f"file{n}": SimpleUploadedFile("a.txt", b"a") for n in range(300)},
        {"name": "x" * 3_000_000},
    ],
    ids=["10,001 fields", "300 files", "3 MB"],
)
def test_too_much_is_refused_with_the_limits_named(client, webinar, sent):
    """B11"""
    with unchanged():
        answer = client.post(path(webinar), sent)

    page = " ".join(answer.content.decode().split())
    assert answer.status_code == 413
    assert "at most 2.5 MB, 10,000 fields and 100 files" in page
    assert_headers(answer)


def test_a_long_name_comes_back_whole_with_its_length(client, webinar):
    """B11: 100 kB."""
    with unchanged():
        answer = register(client, webinar, name="x" * 100_000)

    sentence = "Shorten this to 150 characters (it has 100000)."
    assert_comes_back(answer, {"name": sentence}, email="ada@example.org", country="CH")
    assert 'value="' + "x" * 100_000 in answer.content.decode()


@pytest.mark.parametrize("letter", ["\u0958", "\u2126", "\ufb2c"], ids=["Devanagari", "ohm", "Hebrew"])
def test_letters_that_grow_when_composed_are_measured_as_stored(client, webinar, letter):
    """B11 and B14"""
    answer = register(client, webinar, name=letter * 150, organisation=letter * 200)

    assert answer.status_code == 302 or "Shorten this to 150 characters" in answer.content.decode()


def test_a_group_of_any_length_can_be_chosen(client, webinar):
    """B10: organisers type the groups."""
    webinar.admission.groups = "x" * 2000
    webinar.admission.save()

    (_, (name, _)) = client.get(path(webinar)).context["form"].fields["group"].choices

    assert register(client, webinar, group=name).status_code == 302
    assert webinar.registrations.get().group == name


# The form itself --------------------------------------------------------------------------------


@pytest.mark.parametrize("old", ["", "nonsense", "a:b:c"])
def test_a_form_without_a_valid_stamp_gives_everything_back(client, webinar, old):
    """B18: and one press sends it. Other stamps are in tests/registrations/test_views.py."""
    typed = {
        "job_title": "Director",
        "needs": ["captions"],
        "question": "Why\r\nnot?",
        own(webinar, "many"): ["Red"],
    }
    with unchanged():
        answer = register(client, webinar, stamp=old, **typed)

    form = answer.context["form"]
    for field, value in typed.items():
        assert form[field].value() == value
    assert "so we ask once more" in answer.content.decode()
    assert_headers(answer)
    assert register(client, webinar, stamp=answer.context["stamp"], **typed).status_code == 302
    assert not client.cookies


# Anything at all --------------------------------------------------------------------------------


FIELDS = ["name", "email", "organisation", "job_title", "country", "group", "needs", "needs_text", "question"]
HIDDEN = ["time_zone", "stamp", "website", "email_kept"]
LOCAL = st.text("abc.+'_-", min_size=1, max_size=8)
ADDRESSES = st.one_of(st.text(max_size=80), st.builds("{}@{}.org".format, LOCAL, st.text(max_size=20)))


@given(
    typed=st.dictionaries(st.sampled_from([*FIELDS, *HIDDEN, "short", "one", "many", "consent"]), st.text()),
    email=ADDRESSES,
)
def test_any_text_in_any_field_is_an_answer_below_500(client, webinar, typed, email):
    """B14: whatever is accepted can be mailed, shown and exported, too."""
    kinds = {"short", "one", "many", "consent"}
    fields = {own(webinar, name) if name in kinds else name: value for name, value in typed.items()}
    with_email = {"email": email, **fields}

    answer = register(client, webinar, **with_email)

    assert answer.status_code in {200, 302, 429}
    assert_headers(answer)
    for registration in webinar.registrations.filter(messages__sent_at=None).distinct():
        for message in registration.messages.all():
            parsed(message)
        assert client.get(links.page_path(registration)).status_code == 200
        registration.messages.waiting().update(sent_at=timezone.now())


@pytest.fixture
def person(webinar):
    """Somebody with a place, and all that they are to be mailed."""
    person = builders.registration(webinar, timezone.now())
    outbox.queue("cancelled", person, timezone.now(), had_place=True)
    return person


@given(name=st.text(min_size=1, max_size=160))
def test_any_name_that_is_accepted_can_be_mailed(client, person, name):
    """B14"""
    answer = client.post(links.page_path(person), {"name": name, "organisation": name})

    assert answer.status_code in {200, 302}
    mailed = Message.objects.filter(registration=person)
    assert {"registered", "cancelled"} <= {message.kind for message in mailed}
    for message in mailed:
        assert len(parsed(message)["To"].addresses) == 1


@given(
    name=st.sampled_from(["register", "registered", "send-link", "send-link/sent", "contact"]),
    query=st.one_of(st.text(max_size=200), st.dictionaries(st.text(max_size=9), st.text(max_size=30))),
)
def test_any_query_on_the_visitors_addresses_is_an_answer_below_500(client, webinar, name, query):
    """B02"""
    answer = (
        client.get(path(webinar, name), query)
        if isinstance(query, dict)
        else client.get(path(webinar, name), QUERY_STRING=query)
    )

    assert answer.status_code in {200, 400}
