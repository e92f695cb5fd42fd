"""B3 of the catalogue: personal links guessed, mixed up, old, forwarded, opened by scanners."""

import json
import logging
import re

import pytest
from django.conf import settings as site_settings
from django.core import signing
from django.utils import timezone
from hypothesis import example, given
from hypothesis import strategies as st

from registrations import erasure, links, retention, seats
from tests import builders
from tests.faults.visitor import unchanged
from tests.security.test_http import assert_headers
from webinar_site import logs

pytestmark = pytest.mark.django_db

PAGES = ["", "cancel/", "return/", "erase/", "data.json", "calendar.ics"]
POSTS = ["", "cancel/", "return/", "erase/"]
PERSONAL = ["Ada Example", "ada@example.org"]


@pytest.fixture
def registration():
    admission = builders.admission(
        webinar=builders.coming_webinar(contact_email="desk@example.org"), room_url="https://room.example/1"
    )
    return builders.registration(
        admission.webinar, timezone.now(), name="Ada Example", email="ada@example.org"
    )


def every_path(registration):
    """Return the addresses of all that a registrant's links lead to."""
    page = links.page_path(registration)
    return [page + name for name in PAGES] + [links.join_path(registration), confirm_path(registration)]


def confirm_path(registration):
    return links.confirm_url(registration).removeprefix(site_settings.SITE_URL)


def posts_to(registration):
    page = links.page_path(registration)
    return [page + name for name in POSTS] + [links.join_path(registration), confirm_path(registration)]


# B29 is in tests/registrations/test_limits.py.


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_link_is_good_for_its_own_deed_only(client, registration, method):
    """B31: a link to join cannot cancel, one that confirms an address shows nothing else."""
    tokens = {signer: links.token(signer, registration) for signer in (links.PAGE, links.JOIN, links.CONFIRM)}
    paths = {links.PAGE: "/registrations/{}/", links.JOIN: "/join/{}/", links.CONFIRM: "/confirm/{}/"}
    with unchanged():
        answers = [
            getattr(client, method)(path.format(tokens[other]) + ending)
            for signer, path in paths.items()
            for other in tokens
            for ending in (POSTS if signer is links.PAGE else [""])
            if other is not signer
        ]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


def test_the_number_of_another_registration_needs_its_own_signature(client, registration):
    """B31"""
    other = builders.registration(registration.webinar, timezone.now())
    _, signature = links.token(links.PAGE, registration).rsplit(":", 1)
    value = links.token(links.PAGE, other).rsplit(":", 1)[0]
    forged = [
        f"{value}:{signature}",
        links.token(links.PAGE, registration)[:-1],
        signing.Signer(salt="registrations.page", key="x" * 50).sign_object([other.pk, 1]),
        signing.Signer(salt="registrations").sign_object([other.pk, 1]),
        signing.dumps([other.pk, 1], salt="registrations.page"),
    ]

    for token in forged:
        for name in PAGES:
            assert client.get(f"/registrations/{token}/{name}").status_code == 404


@pytest.mark.parametrize("value", [None, 7, [], [1], [1, 2, 3], ["x", "y"], [None, 1], {"pk": 1}, [2**70, 1]])
def test_a_signed_value_of_another_shape_is_a_wrong_link(client, registration, value):
    """B31"""
    assert client.get(f"/registrations/{links.PAGE.sign_object(value)}/").status_code == 404


def test_answers_go_to_questions_of_the_own_webinar_only(client, registration):
    """B31"""
    other = builders.coming_webinar()
    question = other.questions.create(kind="short", text="Theirs?", why="To know.")

    answer = client.post(links.page_path(registration), {"name": "Ada", f"question_{question.pk}": "mine"})

    assert answer.status_code == 302
    assert not question.answers.exists()


def cancelled(registration):
    seats.cancel(registration, timezone.now())


def registered_again(registration):
    seats.cancel(registration, timezone.now())
    builders.registration(registration.webinar, timezone.now(), email=registration.email)


def erased(registration):
    erasure.erase(registration, timezone.now())


def purged(registration):
    type(registration.webinar).objects.update(
        starts_at=builders.START.replace(year=2024), ends_at=builders.START.replace(year=2024, hour=9)
    )
    assert retention.forget(timezone.now()).registrations == 1


@pytest.mark.parametrize("happened", [cancelled, registered_again])
def test_a_link_lives_on_after_cancelling_and_registering_again(client, registration, happened):
    """B32"""
    happened(registration)

    registration.refresh_from_db()
    answers = [client.get(path) for path in every_path(registration)]
    assert {answer.status_code for answer in answers} == {200}
    words = "is cancelled" if happened is cancelled else "You are registered"
    assert words in answers[0].content.decode()
    for path in posts_to(registration):
        if "/erase/" not in path:
            assert client.post(path).status_code in {200, 302, 303}


@pytest.mark.parametrize("happened", [erased, purged])
def test_a_link_leads_to_nothing_personal_after_erasing(client, registration, happened):
    """B32: by the person, or on the day that was promised."""
    paths, posts = every_path(registration), posts_to(registration)
    happened(registration)
    registration.refresh_from_db()

    with unchanged():
        answers = [client.get(path) for path in paths] + [client.post(path) for path in posts]

    assert {answer.status_code for answer in answers} == {404}
    for answer in answers:
        page = answer.content.decode()
        assert "the data behind it has been deleted" in page
        assert "Get your link again" in page
        assert not any(words in page for words in PERSONAL)
        assert_headers(answer)


def test_each_link_of_a_mail_asks_first_and_a_button_posts(client, registration):
    """B33: that GET, HEAD and OPTIONS change nothing is in tests/security/test_nothing_changes.py."""
    page = links.page_path(registration)
    for path in (page + "cancel/", page + "erase/"):
        assert '<form method="post"' in client.get(path).content.decode()
        registration.refresh_from_db()
        assert registration.status == "registered"


def test_every_page_behind_a_link_keeps_its_address_to_itself(client, registration):
    """B35"""
    for path in [*every_path(registration), "/registrations/wrong/"]:
        answer = client.get(path)
        page = answer.content.decode()

        assert answer["Referrer-Policy"] == "same-origin"
        assert "noindex" in answer["X-Robots-Tag"]
        assert answer["Cache-Control"] == "private, no-store"
        assert_headers(answer)
        if "html" in answer["Content-Type"]:
            assert re.findall(r'<(?:img|script|link|iframe)[^>]*(?:src|href)="(?:https?:)?//', page) == []


def test_no_link_stands_in_our_logs(client, registration, caplog):
    """B35: refused methods, missing pages, posts from elsewhere, our own errors."""
    caplog.set_level(logging.DEBUG)
    for path in every_path(registration):
        client.put(path)
        client.get(path + "nothing/")
        client.post(path, headers={"Sec-Fetch-Site": "cross-site"})
    builders.admission(webinar=builders.webinar())
    erasure.erase(registration, timezone.now())
    registration.link_version -= 1
    for path in every_path(registration):
        client.get(path)

    lines = [logs.JsonFormatter().format(record) for record in caplog.records]

    told = [json.loads(line)["message"] for line in lines]
    assert "Method Not Allowed (PUT): personal:page" in told
    for signer in (links.PAGE, links.JOIN, links.CONFIRM):
        token = links.token(signer, registration)
        assert [line for line in lines if token in line or token.rsplit(":", 1)[1] in line] == []
    assert [line for line in lines if any(words in line for words in PERSONAL)] == []


def test_files_in_a_traceback_keep_their_names():
    """B35: what is masked is links."""
    assert logs.masked("/srv/registrations/views/join.py") == "/srv/registrations/views/join.py"


# B36 is in tests/registrations/test_views.py.


TOKENS = st.one_of(
    st.text(max_size=120),
    st.from_regex(r"[A-Za-z0-9_:-]{0,200}", fullmatch=True),
    st.builds(lambda value: links.PAGE.sign_object(value), st.lists(st.integers() | st.text(), max_size=3)),
    st.builds(lambda value: links.PAGE.sign(value), st.text(max_size=40)),
)


@given(token=TOKENS)
@example(token=links.PAGE.sign("."))  # what begins so is taken for packed
def test_any_text_as_a_token_is_an_answer_below_500(client, token):
    """B29"""
    for path in ("/registrations/{}/", "/registrations/{}/cancel/", "/join/{}/", "/confirm/{}/"):
        for method in (client.get, client.post):
            answer = method(path.format(token))

            assert answer.status_code in {200, 301, 400, 403, 404, 405}
            assert "ada@" not in answer.content.decode()
