"""Whoever registers or asks on a French page is answered in French."""

import re

import pytest

from registrations import mails
from registrations.models import Enquiry, Message
from tests import builders
from tests.faults.visitor import ask, filled_in, html, parsed, text

pytestmark = pytest.mark.django_db

ENGLISH = re.compile(r"\b(the|you|your|this|is|at|to|and|webinar|link|registration)\b", re.I)
ADDRESSES = re.compile(r"\S+@\S+|https?://\S+|<[^>]*>|7KQ4-92MF")


@pytest.fixture(autouse=True)
def two_languages(settings):
    settings.LANGUAGES = [("en", "English"), ("fr", "Français")]


def test_a_french_form_leads_to_a_french_mail(client):
    webinar = builders.webinar(
        slug="emploi", lang="fr", title="Emploi",
        starts_at=builders.START.replace(year=2031), ends_at=builders.START.replace(year=2031, hour=23),
    )  # fmt: skip
    page = client.get("/fr/webinars/emploi/register/").content.decode()
    assert '<option value="fr" selected>Français</option>' in page
    assert '<option value="CH">Suisse</option>' in page

    again = client.post("/fr/webinars/emploi/register/", filled_in(webinar, name="", language="fr"))
    assert (
        "<title>Erreur\N{NO-BREAK SPACE}: S’inscrire\N{NO-BREAK SPACE}: Emploi</title>"
        in again.content.decode()
    )
    answer = client.post("/fr/webinars/emploi/register/", filled_in(webinar, language="fr"))

    assert answer.url == "/fr/webinars/emploi/registered/"
    registration = webinar.registrations.get()
    mail = parsed(registration.messages.get(kind="registered"))
    assert registration.language == "fr"
    assert mail["Subject"] == "Votre inscription est enregistrée : Emploi"
    assert '<html lang="fr">' in html(mail)
    assert "http://localhost:8000/fr/webinars/emploi/" in text(mail)
    assert "Bonjour Ada Example," in text(mail)
    assert re.search(r"jeudi 25 septembre 2031, \d\d:00 à \d\d:00, Zurich \(CEST, UTC\+2\)", text(mail))


def test_every_mail_to_a_visitor_is_all_french():
    asked = builders.enquiry(name="Ada", subject="Oui", message="Oui", language="fr")
    webinar = builders.webinar(title="Emploi", slug="emploi")
    registration = builders.registration(webinar, name="Ada", language="fr")
    for kind in set(Message.Kind) - mails.TO_THE_CONTACT:
        message = builders.unsaved_message(kind, asked if "enquiry" in kind else registration)
        if message.announcement:
            message.announcement.subject = message.announcement.text = "Oui."
        mail = parsed(message, builders.NOW)
        for said in (mail["Subject"], text(mail), re.sub(r"(?s)<style.*?</style>", "", html(mail))):
            assert (kind, ENGLISH.findall(ADDRESSES.sub("", said))) == (kind, [])


def test_a_french_question_is_acknowledged_in_french_and_told_in_english(client):
    ask(client, "/fr/contact/")

    enquiry = Enquiry.objects.get()
    received, new = (parsed(Message.objects.get(kind=kind)) for kind in ("enquiry_received", "new_enquiry"))
    assert enquiry.language == "fr"
    assert received["Subject"] == f"Nous avons reçu votre question ({enquiry.reference})"
    assert new["Subject"].startswith("Question ")
    assert "A visitor asks" in text(new)
