"""The day of deletion is told on the form, on the personal page and in each mail to a registrant."""

import pytest
from django.utils import timezone

from registrations import links, mails
from registrations.models import Message
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def registration():
    webinar = builders.admission(webinar=builders.coming_webinar(), retention_days=10).webinar
    return builders.registration(webinar, now=timezone.now())


def day(registration):
    return f"{registration.webinar.admission.deletion_date():%-d %B %Y}"


def test_form_and_personal_page_name_the_day(client, registration):
    form = registration.webinar.get_absolute_url() + "register/"

    for address in (form, links.page_path(registration)):
        assert f"deleted on {day(registration)}" in " ".join(client.get(address).text.split())


def test_each_mail_to_a_registrant_names_the_day(registration):
    for kind in (Message.Kind.REGISTERED, Message.Kind.CANCELLED, Message.Kind.REMINDER):
        message = Message(
            kind=kind,
            key=kind,
            registration=registration,
            created_at=timezone.now(),
            facts=builders.FACTS | {"stretch": 1, "starts_at": registration.webinar.starts_at.isoformat()},
        )
        mail = mails.build(message, timezone.now())

        sentence = f"What you entered is deleted on {day(registration)};"
        assert sentence in mail.body
        assert sentence in mail.html
