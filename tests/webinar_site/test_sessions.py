"""How long organisers stay signed in, and where."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from events import organisers
from events.models import Member, User
from tests import builders
from tests.webinar_site.signing_in import PASSWORD, set_up_an_app, sign_in


@pytest.fixture(autouse=True)
def fresh_cache(db):
    cache.clear()


@pytest.fixture
def organiser(db):
    return organisers.make("organiser@example.org", PASSWORD, is_superuser=True)


def test_sessions_elsewhere_end_when_a_second_factor_is_set_up(client, organiser, mailoutbox):
    """B106"""
    elsewhere = Client()
    for browser in (client, elsewhere):
        sign_in(browser)

    set_up_an_app(client)

    assert client.get("/admin/").status_code == 200
    assert elsewhere.get("/admin/").status_code == 302


@pytest.mark.parametrize("change", [{"is_superuser": False}, {"is_staff": False}, {"password": "!"}])
def test_sessions_end_when_rights_or_password_change(client, organiser, change):
    """B106"""
    sign_in(client)
    for name, value in change.items():
        setattr(organiser, name, value)
    organiser.save()

    assert client.get("/accounts/email/").status_code == 302


def test_sessions_end_when_a_role_is_given_changed_or_taken(client, django_assert_num_queries):
    """B106"""
    user = builders.member("reader", webinar=builders.webinar())
    member = user.memberships.get()
    for change in (
        lambda: Member.objects.create(user=user, role="reader", webinar=builders.webinar()),
        lambda: Member.objects.filter(pk=member.pk).update(role="organiser"),
        member.delete,
    ):
        client.force_login(User.objects.get(pk=user.pk))
        assert client.get("/accounts/email/").status_code == 200
        change()
        assert client.get("/accounts/email/").status_code == 302
    with django_assert_num_queries(1):
        user.get_session_auth_hash()


def test_one_sees_ones_sessions_and_ends_the_others(client, organiser):
    elsewhere = Client(headers={"user-agent": "Browser of the library"})
    for browser in (client, elsewhere):
        sign_in(browser)
    assert "Browser of the library" in client.get(reverse("usersessions_list")).content.decode()

    client.post(reverse("usersessions_list"))

    assert client.get("/admin/").status_code == 200
    assert elsewhere.get("/admin/").status_code == 302
    assert "Browser of the library" not in client.get(reverse("usersessions_list")).content.decode()


def test_behind_proxies_a_session_names_the_visitor(client, organiser, settings):
    settings.PROXIES = 1
    typed = {"login": organiser.email, "password": PASSWORD}

    client.post(reverse("account_login"), typed, headers={"x-forwarded-for": "203.0.113.9, 198.51.100.7"})

    assert "198.51.100.7" in client.get(reverse("usersessions_list")).content.decode()


def test_guessing_from_one_address_locks_out_nobody_elsewhere(client, organiser, settings):
    settings.PROXIES = 1
    for number in range(40):
        typed = {"login": f"person-{number}@example.org", "password": "guessed wrongly"}
        client.post(reverse("account_login"), typed, headers={"x-forwarded-for": "203.0.113.9"})

    typed = {"login": organiser.email, "password": PASSWORD}
    answer = client.post(reverse("account_login"), typed, headers={"x-forwarded-for": "198.51.100.7"})

    assert answer.status_code == 302
