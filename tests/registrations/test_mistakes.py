"""What is wrong with any form of the desk is said first on its page, each line leading to its field."""

import re

import pytest
from django.urls import reverse

from registrations import enquiries
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db


def page_of(name):
    """Return the address of a form to which nothing is sent."""
    if name in {"registration_add", "announcement_add"}:
        return reverse(f"admin:registrations_{name}")
    person = builders.registration(builders.coming_webinar())
    if name == "enquiry_reply":
        person = enquiries.ask(builders.details(message="Captions?"), person.webinar, "key", NOW)
    if name.startswith("registrations"):
        return reverse(f"admin:{name}", args=[person.pk])
    if name == "enquiry_reply":
        return reverse("admin:registrations_enquiry_reply", args=[person.pk])
    return reverse(f"admin:events_webinar_{name}", args=[person.webinar.pk, *(["move"] * (name == "act"))])


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("registration_add", "id_email"),
        ("announcement_add", "id_subject"),
        ("registrations_registration_correct", "id_name"),
        ("enquiry_reply", "id_text"),
        ("act", "id_time_zone"),
        ("copy", "id_day"),
        ("team", "id_email"),
    ],
)
def test_a_form_that_is_refused_leads_to_each_field(organiser_client, name, field):
    shown = organiser_client.post(page_of(name), {"email": ""}).text

    listed = re.search(r'<div class="mistakes" role="alert".*?</div>', shown, re.DOTALL)[0]
    assert f'<a href="#{field}">' in listed
    assert f'id="{field}"' in shown
    assert "Please correct" not in shown


def test_the_box_for_an_answer_says_to_whom_it_goes(organiser_client):
    asked = enquiries.ask(builders.details(message="Captions?"), builders.webinar(), "key", NOW)

    shown = organiser_client.get(reverse("admin:registrations_enquiry_reply", args=[asked.pk])).text

    assert asked.email in shown
    assert '<label for="id_text">' in shown
