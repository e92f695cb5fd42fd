"""Wrong links, tried one after the other."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from registrations import limits, links
from registrations.models import Bucket
from registrations.views import holder
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def webinar():
    return builders.coming_webinar()


@pytest.mark.usefixtures("nobody_has_guessed")
@pytest.mark.parametrize(
    "path", ["/registrations/{}/", "/join/{}/", "/confirm/{}/", "/registrations/{}/cancel/"]
)
def test_a_thousand_wrong_links_get_the_same_answer_and_soon_cost_no_query(
    client, webinar, path, django_assert_num_queries, monkeypatch
):
    """B29"""
    # The clock stands still: a slow machine would give back a guess every three seconds.
    monkeypatch.setattr(holder, "timezone", SimpleNamespace(now=lambda: NOW))
    right = builders.registration(webinar, timezone.now())
    client.get("/contact/")  # whatever is made once is made
    answers = [client.get(path.format(f"wrong{n}")) for n in range(150)]
    # However slow the machine: no token comes back while the others are asked for.
    limits.guesses.update(dict.fromkeys(limits.guesses, (0, timezone.now() + timedelta(hours=1))))

    with django_assert_num_queries(0):
        answers += [client.get(path.format(f"wrong{n}")) for n in range(850)]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert len({tuple(sorted(set(answer.headers) - {"X-Request-ID"})) for answer in answers}) == 1
    assert client.get(links.page_path(right)).status_code == 200
    assert not Bucket.objects.exists()  # a GET writes nothing


def test_who_waits_may_guess_again_and_other_networks_are_not_touched(come_from, nobody_has_guessed):
    """B29"""
    assert [limits.may_guess(come_from(), NOW) for _ in range(101)] == [True] * 100 + [False]
    assert limits.may_guess(come_from("192.0.2.9"), NOW)
    assert limits.may_guess(come_from(), NOW + timedelta(seconds=3))


def test_the_memory_of_who_guessed_does_not_grow(come_from, nobody_has_guessed, monkeypatch):
    """B29"""
    monkeypatch.setattr(limits, "MOST_NETWORKS", 10)
    for n in range(100):
        limits.may_guess(come_from(f"192.0.2.{n}"), NOW)

    assert len(limits.guesses) <= 10


def test_a_signature_is_of_full_length(webinar):
    """B29: 256 bits, in each kind of link."""
    registration = builders.registration(webinar, timezone.now())
    for signer in (links.PAGE, links.JOIN, links.CONFIRM):
        assert len(links.token(signer, registration).rpartition(":")[2]) == 43
