"""A new organiser sets a password by a link in a mail; nobody else ever knows it."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from events.models import Site, User
from tests import builders
from tests.webinar_site.signing_in import PASSWORD, sign_in

FIELDS = {"email": "new@example.org", "name": "New Organiser", "is_active": "on", "is_staff": "on"}


def invite(address="new@example.org"):
    out = StringIO()
    call_command("organiser", address, "--invite", stdout=out)
    return out.getvalue()


def link_in(mail):
    return re.search(r"http://localhost:8000(\S+)", mail.body)[1]


def set_password(client, link, password=PASSWORD):
    page = client.get(link, follow=True)
    address = page.redirect_chain[-1][0] if page.redirect_chain else link
    return client.post(address, {"password1": password, "password2": password})


def test_who_sets_a_password_is_led_to_the_sign_in_and_told_without_alarm(client, db, mailoutbox):
    invite()
    link = link_in(mailoutbox[0])
    assert "<h1>Choose your password</h1>" in client.get(link, follow=True).text

    page = client.get(set_password(client, link).url).text

    assert '<a class="button" href="/accounts/login/">Sign in</a>' in page
    told = mailoutbox[1]
    assert told.subject.startswith("Your password is set: ")
    assert "http://localhost:8000/accounts/login/" in told.body
    assert not re.search("IP address|Hello from|Thank you for using", told.body)
    assert "<h1" in told.alternatives[0].content
    assert "This link is not good any more" in client.get(link, follow=True).text


def test_the_command_mails_a_link_and_prints_no_password(client, db, mailoutbox):
    told = invite()

    assert "password " not in told.replace("a password.", "")
    user, (mail,) = User.objects.get(), mailoutbox
    assert (mail.to, user.is_superuser, user.has_usable_password()) == (["new@example.org"], True, False)
    assert EmailAddress.objects.get().verified
    set_password(client, link_in(mail))
    assert sign_in(client, "new@example.org").url == "/admin/"


def test_the_command_gives_a_role_in_one_webinar_or_series(db, mailoutbox):
    webinar, out = builders.webinar(slug="skills"), StringIO()

    call_command("organiser", "new@example.org", "--role", "desk", "--webinar", "skills", stdout=out)

    member = webinar.team.get()
    assert (member.user.email, member.role, member.user.is_superuser) == ("new@example.org", "desk", False)
    assert [mail.to for mail in mailoutbox] == [["new@example.org"]]
    for wrong in (["--webinar", "skills"], [], ["--series", "none"], ["--webinar", "x", "--series", "y"]):
        with pytest.raises(CommandError):
            call_command("organiser", "new@example.org", "--role", "desk", *wrong)
    with pytest.raises(CommandError):
        call_command("organiser", "new@example.org", "--series", "skills")


def test_an_invitation_is_good_once(client, db, mailoutbox):
    invite()
    link = link_in(mailoutbox[0])
    set_password(client, link)
    client.logout()

    set_password(client, link, "a password of somebody else")

    assert User.objects.get().check_password(PASSWORD)


def test_an_invitation_ends_after_three_days(client, db, mailoutbox, monkeypatch):
    invite()
    later = timezone.now() + timedelta(days=3, minutes=1)
    monkeypatch.setattr(
        "django.contrib.auth.tokens.PasswordResetTokenGenerator._now",
        lambda self: later.astimezone().replace(tzinfo=None),
    )

    set_password(client, link_in(mailoutbox[0]))

    assert not User.objects.get().has_usable_password()


def test_an_invitation_is_sent_again_on_request(db, mailoutbox):
    invite()
    invite("NEW@example.org")

    assert len(mailoutbox) == 2
    assert User.objects.count() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_whoever_is_added_on_the_screen_is_invited(client, mailoutbox):
    client.force_login(builders.user())

    client.post("/admin/events/user/add/", FIELDS)

    said_next = client.get("/admin/").text
    assert "An invitation was sent to new@example.org." in said_next
    assert "A role is given for a" in said_next
    assert mailoutbox[0].from_email == f"{Site.objects.get().name} <{settings.DEFAULT_FROM_EMAIL}>"
    for said in ("Dear New Organiser,", "organiser@example.org invites you", "/accounts/login/"):
        assert said in mailoutbox[0].body
    client.logout()
    set_password(client, link_in(mailoutbox[0]))
    assert sign_in(client, "new@example.org").url == "/admin/"


@pytest.fixture
def no_mail_server(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1


@pytest.mark.usefixtures("no_mail_server")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_without_a_mail_server_the_account_is_made_and_the_screen_says_so(client):
    client.force_login(builders.user())

    client.post("/admin/events/user/add/", FIELDS)

    assert "could not be sent" in client.get("/admin/").content.decode()
    assert User.objects.filter(email="new@example.org").exists()


@pytest.mark.usefixtures("no_mail_server")
def test_without_a_mail_server_the_command_says_so(db):
    with pytest.raises(CommandError, match="ConnectionRefusedError"):
        invite()
