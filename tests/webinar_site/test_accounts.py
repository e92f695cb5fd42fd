"""Organisers sign in by their address; nobody makes an account by themselves."""

import re
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.urls import reverse

from events import organisers
from events.models import User
from tests import builders
from tests.webinar_site.signing_in import INLINE, PASSWORD, sign_in


@pytest.fixture
def organiser(db):
    return organisers.make("organiser@example.org", PASSWORD, is_superuser=True)


def organiser_command(*arguments):
    out = StringIO()
    call_command("organiser", *arguments, stdout=out)
    return out.getvalue()


def test_an_organiser_signs_in_and_comes_to_the_organisers_pages(client, organiser):
    response = sign_in(client, "Organiser@Example.org")

    assert (response.status_code, response.url) == (302, "/admin/")
    assert client.get("/admin/").status_code == 200
    assert client.session.get_expiry_age() > 11 * 60 * 60


def test_after_signing_in_one_comes_to_the_page_asked_for(client, organiser):
    page = client.get("/admin/events/speaker/", follow=True).redirect_chain[-1][0]

    response = client.post(
        page, {"login": organiser.email, "password": PASSWORD, "next": "/admin/events/speaker/"}
    )

    assert response.url == "/admin/events/speaker/"


@pytest.mark.parametrize("email", ["organiser@example.org", "nobody@example.org"])
def test_a_wrong_sign_in_tells_nothing_about_the_address(client, organiser, email):
    response = sign_in(client, email, "not the password")

    assert response.context["form"].non_field_errors() == [
        "The email address and/or password you specified are not correct."
    ]
    assert re.search(r"<title>\s*Error:\s+Sign in", response.content.decode())


def test_an_account_that_was_closed_cannot_sign_in(client, organiser):
    User.objects.update(is_active=False)

    sign_in(client)

    assert client.get("/admin/").status_code == 302


def test_sign_up_is_closed_with_a_page_that_says_why(client, db):
    response = client.get(reverse("account_signup"))

    assert "Organisers are invited" in response.content.decode()
    client.post(reverse("account_signup"), {"email": "new@example.org", "password1": PASSWORD})
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "name",
    [
        "account_login",
        "account_signup",
        "account_reset_password",
        "account_request_login_code",
        "account_reset_password_done",
    ],
)
def test_pages_for_signing_in_have_the_look_of_the_site(client, db, name):
    page = client.get(reverse(name)).content.decode()

    assert 'class="masthead' in page
    assert "css/site.css" in page
    assert "testserver" not in page
    assert not INLINE.search(page)


@pytest.mark.parametrize("name", ["account_email", "account_change_password", "account_logout"])
def test_pages_of_the_account_have_the_look_of_the_site(client, organiser, name):
    sign_in(client)

    page = client.get(reverse(name), follow=True).content.decode()

    assert 'class="masthead' in page
    assert "testserver" not in page


def test_one_signs_in_by_a_code_sent_by_mail(client, organiser, mailoutbox):
    client.post(reverse("account_request_login_code"), {"email": organiser.email})
    (mail,) = mailoutbox
    code = re.search(r"^\s*([A-Z0-9-]{4,})\s*$", mail.body, re.M)[1]

    response = client.post(reverse("account_confirm_login_code"), {"code": code})

    assert response.url == "/admin/"
    assert "testserver" not in mail.body + mail.subject


def test_a_forgotten_password_is_set_by_mail(client, organiser, mailoutbox):
    client.post(reverse("account_reset_password"), {"email": organiser.email})
    (mail,) = mailoutbox
    link = re.search(r"https?://\S+", mail.body)[0]
    form = client.get(link, follow=True)
    new = "another long password"

    response = client.post(form.redirect_chain[-1][0], {"password1": new, "password2": new}, follow=True)

    assert response.status_code == 200
    organiser.refresh_from_db()
    assert organiser.check_password(new)


def test_signing_out_ends_the_session(client, organiser):
    sign_in(client)

    client.post(reverse("account_logout"))

    assert client.get("/admin/").status_code == 302


def test_the_command_makes_an_organiser_who_can_sign_in(client, db):
    told = organiser_command("Ada@Example.org")

    password = re.search(r"the password (\S+)", told)[1]
    assert "http://localhost:8000/accounts/login/" in told
    address = EmailAddress.objects.get()
    assert (address.email, address.verified, address.primary) == ("ada@example.org", True, True)
    assert sign_in(client, "ada@example.org", password).url == "/admin/"


def test_the_command_leaves_an_existing_organiser_alone(db):
    organiser_command("ada@example.org")
    before = User.objects.values().get()

    told = organiser_command("ADA@example.org")

    assert "is an organiser already; nothing was changed" in told
    assert User.objects.values().get() == before


def test_the_command_gives_a_new_password_when_asked(client, db):
    organiser_command("ada@example.org")

    told = organiser_command("ada@example.org", "--new-password")

    assert sign_in(client, "ada@example.org", re.search(r"the password (\S+)", told)[1]).url == "/admin/"


@pytest.mark.parametrize("address", ["ada", "", "ada@", "a b@example.org"])
def test_the_command_refuses_what_is_no_address(db, address):
    with pytest.raises(CommandError, match="is not an e-mail address"):
        organiser_command(address)


def test_the_command_gives_no_password_to_an_address_unknown(db):
    with pytest.raises(CommandError, match="There is no organiser"):
        organiser_command("ada@example.org", "--new-password")


def test_an_organiser_added_on_the_screen_signs_in_by_a_code(client, db, mailoutbox):
    client.force_login(builders.user())
    fields = {"email": "New@Example.org", "name": "New Organiser", "is_active": "on", "is_staff": "on"}

    assert client.post("/admin/events/user/add/", fields).status_code == 302

    user = User.objects.get(email="new@example.org")
    assert not user.has_usable_password()
    client.logout()
    client.post(reverse("account_request_login_code"), {"email": "new@example.org"})
    assert mailoutbox[0].to == ["new@example.org"]


def test_a_new_address_replaces_the_old_one_for_signing_in(client, organiser):
    client.force_login(organiser)
    fields = {"email": "other@example.org", "is_active": "on", "is_staff": "on", "is_superuser": "on"}

    client.post(reverse("admin:events_user_change", args=[organiser.pk]), fields)

    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [
        ("other@example.org", True, True)
    ]
