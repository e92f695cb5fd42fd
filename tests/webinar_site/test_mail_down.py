"""B110: what is mailed while somebody waits, when the mail server takes nothing."""

import smtplib
from pathlib import Path

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from events import organisers
from events.models import User
from tests import builders
from tests.security.addresses import assert_headers
from tests.webinar_site.signing_in import PASSWORD, set_up_an_app, sign_in

pytestmark = pytest.mark.django_db
NEW = "another long password"


@pytest.fixture
def organiser():
    return organisers.make("organiser@example.org", PASSWORD)


@pytest.fixture(autouse=True)
def down(monkeypatch):
    def refuse(self, fail_silently=False):
        raise smtplib.SMTPServerDisconnected("Connection to 192.0.2.9 lost")

    monkeypatch.setattr(EmailMessage, "send", refuse)


@pytest.mark.parametrize("page", ["/accounts/password/reset/", "/accounts/login/code/"])
def test_who_asks_for_a_link_or_code_is_told_to_come_back_known_or_not(client, organiser, page):
    """B104 B110"""
    answers = [client.post(page, {"email": f"{name}@example.org"}) for name in ("organiser", "unknowing")]

    for answer in answers:
        assert (answer.status_code, answer["Retry-After"]) == (503, "5")
        assert "192.0.2.9" not in answer.text
        assert "@example.org" not in answer.text
        assert_headers(answer)
    assert len({len(answer.content) for answer in answers}) == 1


def test_what_was_done_already_does_not_end_in_an_error(client, organiser, caplog):
    """B110: a new password, a second factor; the mail that tells of it is noted as not sent."""
    sign_in(client)
    assert set_up_an_app(client).status_code == 302
    assert organiser.has_second_factor()
    typed = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert client.post("/accounts/password/change/", typed).status_code == 302

    assert User.objects.get().check_password(NEW)
    noted = [each.facts["event"] for each in caplog.records if hasattr(each, "facts")]
    assert "mail not sent" in noted


def test_an_organisers_page_that_fails_for_another_reason_is_an_error_of_ours(organiser, monkeypatch):
    """A negative control: 503 is for mails only."""
    monkeypatch.setattr("events.admin.publicity.render", lambda *_: Path("/no/such/file").read_text())
    client = Client(raise_request_exception=False)
    client.force_login(builders.user("administrator@example.org"))

    assert client.get(f"/admin/events/webinar/{builders.webinar().pk}/publicity/").status_code == 500
