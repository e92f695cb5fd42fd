"""Organisers prove who they are twice: a code of an app, a passkey, or a recovery code."""

import base64
import re

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from events import organisers
from events.models import User
from tests.webinar_site.signing_in import INLINE, PASSWORD, code, confirm, set_up_an_app, sign_in

SECRET = base64.b32encode(b"a secret of 20 octet").decode()


@pytest.fixture(autouse=True)
def fresh_cache(db):
    cache.clear()


@pytest.fixture
def organiser(db):
    return organisers.make("organiser@example.org", PASSWORD, is_superuser=True)


@pytest.fixture
def required(settings):
    settings.SECOND_FACTOR_REQUIRED = True


def with_app(user):
    return Authenticator.objects.create(user=user, type="totp", data={"secret": SECRET})


def refused(client, path="/admin/"):
    answer = client.get(path)
    return (answer.status_code, answer.get("Location")) == (302, "/accounts/2fa/")


@pytest.mark.usefixtures("required")
def test_without_a_second_factor_nothing_is_open_but_its_set_up(client, organiser):
    """B106"""
    sign_in(client)

    for path in ("/admin/", "/admin/events/webinar/add/", "/accounts/email/", "/accounts/sessions/"):
        assert refused(client, path), path
    assert client.post("/admin/events/series/add/", {"title": "A", "slug": "a"}).url == "/accounts/2fa/"
    for name in ("mfa_index", "account_change_password"):
        assert client.get(reverse(name)).status_code == 200
    assert client.get(reverse("mfa_activate_totp")).url.startswith("/accounts/reauthenticate/")


@pytest.mark.usefixtures("required")
def test_with_an_app_set_up_everything_is_open(client, organiser):
    sign_in(client)

    answer = set_up_an_app(client)

    assert answer.url == reverse("mfa_view_recovery_codes")
    assert client.get("/admin/").status_code == 200


@pytest.mark.usefixtures("required")
def test_whoever_has_no_password_yet_sets_up_an_app_after_a_code_by_mail(client, organiser, mailoutbox):
    organiser.set_unusable_password()
    organiser.save()
    client.post(reverse("account_request_login_code"), {"email": organiser.email})
    mailed = re.search(r"^\s*([A-Z0-9-]{4,})\s*$", mailoutbox[0].body, re.M)[1]
    client.post(reverse("account_confirm_login_code"), {"code": mailed})
    assert refused(client)

    set_up_an_app(client)

    assert client.get("/admin/").status_code == 200


@pytest.mark.usefixtures("required")
def test_recovery_codes_alone_are_no_second_factor(client, organiser):
    sign_in(client)
    Authenticator.objects.create(user=organiser, type="recovery_codes", data={"migrated_codes": ["a"]})
    sign_in(client)

    assert refused(client)


def test_where_it_is_not_required_it_is_offered(client, organiser):
    sign_in(client)

    assert "Set up a second factor" in client.get("/admin/").content.decode()
    set_up_an_app(client)
    assert "Set up a second factor" not in client.get("/admin/").content.decode()


def test_signing_in_asks_for_the_code_and_takes_it_once(client, organiser):
    with_app(organiser)

    assert sign_in(client).url == reverse("mfa_authenticate")
    assert client.get("/admin/").status_code == 302
    shown = code(SECRET)
    assert client.post(reverse("mfa_authenticate"), {"code": shown}).url == "/admin/"
    assert client.get("/admin/").status_code == 200

    other = Client()
    sign_in(other)
    assert other.post(reverse("mfa_authenticate"), {"code": shown}).status_code == 200
    assert other.get("/admin/").status_code == 302


def test_a_wrong_code_signs_nobody_in(client, organiser):
    with_app(organiser)
    sign_in(client)

    answer = client.post(reverse("mfa_authenticate"), {"code": code(SECRET, ahead=9)})

    assert "Incorrect code" in answer.content.decode()
    assert client.get("/admin/").status_code == 302


def test_a_code_sent_by_mail_does_not_skip_the_second_factor(client, organiser, mailoutbox):
    """B106"""
    with_app(organiser)
    client.post(reverse("account_request_login_code"), {"email": organiser.email})
    mailed = re.search(r"^\s*([A-Z0-9-]{4,})\s*$", mailoutbox[0].body, re.M)[1]

    answer = client.post(reverse("account_confirm_login_code"), {"code": mailed})

    assert answer.url == reverse("mfa_authenticate")
    assert client.get("/admin/").status_code == 302


def test_a_password_set_by_mail_does_not_skip_the_second_factor(client, organiser, mailoutbox):
    """B106"""
    with_app(organiser)
    client.post(reverse("account_reset_password"), {"email": organiser.email})
    form = client.get(re.search(r"https?://\S+", mailoutbox[0].body)[0], follow=True)
    new = "another long password"

    client.post(form.redirect_chain[-1][0], {"password1": new, "password2": new})

    assert client.get("/admin/").status_code == 302
    assert sign_in(client, password=new).url == reverse("mfa_authenticate")
    assert client.get("/admin/").status_code == 302


def test_recovery_codes_are_shown_once_and_each_signs_in_once(client, organiser):
    sign_in(client)
    set_up_an_app(client)
    page = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    first, *others = re.search(r"<textarea[^>]*>([^<]*)</textarea>", page)[1].split()
    assert len(others) == 9
    assert first not in client.get(reverse("mfa_view_recovery_codes")).content.decode()

    for expected in (302, 200):
        other = Client()
        sign_in(other)
        assert other.post(reverse("mfa_authenticate"), {"code": first}).status_code == expected


def test_the_way_out_removes_the_second_factor_and_is_told(client, organiser, mailoutbox, caplog):
    with_app(organiser)
    client.force_login(organiser)

    call_command("remove_second_factor", "Organiser@example.org")

    assert not User.objects.get(pk=organiser.pk).has_second_factor()
    assert client.get("/admin/").status_code == 302
    assert [mail.to for mail in mailoutbox] == [[organiser.email]]
    assert [(r.facts["event"], r.facts["reasons"]) for r in caplog.records if hasattr(r, "facts")] == [
        ("second factor removed", [f"user.{organiser.pk}", "by.command"])
    ]


def test_the_way_out_needs_a_known_address(db):
    with pytest.raises(CommandError, match="There is no organiser"):
        call_command("remove_second_factor", "nobody@example.org")


def test_secrets_of_second_factors_are_no_pages_of_the_admin(client, organiser):
    with_app(organiser)
    client.force_login(organiser)

    for path in ("mfa/authenticator", "usersessions/usersession", "account/emailaddress", "auth/group"):
        assert client.get(f"/admin/{path}/").status_code == 404


@pytest.mark.parametrize(
    "name", ["mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "mfa_list_webauthn", "usersessions_list"]
)
def test_pages_of_the_second_factor_keep_to_the_content_policy(client, organiser, name):
    sign_in(client)
    confirm(client)

    answer = client.get(reverse(name))
    page = answer.content.decode()

    assert answer.status_code == 200
    assert 'class="masthead' in page
    assert not INLINE.search(page)
