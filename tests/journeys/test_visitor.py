"""A visitor reads, registers, finds the mail, cancels; the one who waits gets the place."""

import re

import pytest

from registrations.models import Registration
from tests import builders
from tests.journeys.steps import register, wait_for_two_seconds_to_pass

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def webinar():
    webinar = builders.coming_webinar(title="Skills for the next job", summary="Two talks and questions.")
    builders.admission(webinar=webinar, capacity=1)
    builders.session(webinar, title="What employment services can do")
    builders.appearance(webinar, role="moderator")
    return webinar


def walk(page, webinar, mailbox, look):
    page.goto("/")
    look(page)
    page.get_by_role("link", name="Skills for the next job").first.click()
    page.get_by_role("heading", name="Skills for the next job").wait_for()
    look(page)

    page.get_by_role("link", name="Register", exact=True).click()
    look(page)
    page.get_by_label("Email address").fill("nonsense")
    page.locator("main button[type=submit]").click()
    page.get_by_role("link", name="Enter your full name").wait_for()
    assert page.title().startswith("Error: ")
    assert page.get_by_label("Email address").input_value() == "nonsense"
    look(page)
    register(page, "Ada Example", "ada@example.org")
    look(page)

    page.goto(f"/webinars/{webinar.slug}/")
    page.get_by_role("link", name="Join the waitlist").click()
    look(page)
    register(page, "Grace Sample", "grace@example.org")

    mail = mailbox("ada@example.org")
    link = re.search(r"/registrations/\S+", mail.get_body(("plain",)).get_content()).group()
    assert [part.get_content_type() for part in mail.iter_attachments()] == ["text/calendar"]
    page.goto(link)
    page.get_by_text("You are registered: you have a place.").wait_for()
    look(page)
    page.get_by_label("Organisation").fill("ILO")
    page.get_by_role("button", name="Save changes").click()
    page.get_by_text("Your changes are saved.").wait_for()
    page.get_by_role("link", name="Cancel my registration").click()
    look(page)
    page.get_by_role("button", name="Cancel my registration").click()
    page.get_by_text("Your registration is cancelled.").wait_for()
    look(page)

    assert mailbox("grace@example.org")["Subject"] == "You have a place: Skills for the next job"
    assert list(Registration.objects.order_by("pk").values_list("name", "organisation", "status")) == [
        ("Ada Example", "ILO", "cancelled"),
        ("Grace Sample", "", "registered"),
    ]


def test_the_journey_with_a_browser_and_axe_finds_nothing(page, webinar, mailbox, axe):
    found = []

    walk(page, webinar, mailbox, lambda page: found.extend(f"{page.url} {line}" for line in axe(page)))

    assert found == []


def test_the_same_journey_without_javascript(page_without_javascript, webinar, mailbox):
    walk(page_without_javascript, webinar, mailbox, lambda page: None)


def test_the_summary_of_errors_takes_the_focus_and_leads_to_the_fields(page, webinar):
    page.goto(f"/webinars/{webinar.slug}/register/")
    page.locator("main button[type=submit]").click()

    assert page.locator(".error-summary").evaluate("element => element === document.activeElement")
    page.get_by_role("link", name="Enter your full name").press("Enter")
    assert page.get_by_label("Full name").evaluate("element => element === document.activeElement")


def test_a_question_is_asked_and_acknowledged(page, mailbox, axe):
    page.goto("/contact/")
    assert axe(page) == []
    page.get_by_label("Full name").fill("Ada Example")
    page.get_by_label("Email address").fill("ada@example.org")
    page.get_by_label("Your question").fill("Will there be captions?")
    wait_for_two_seconds_to_pass(page)
    page.get_by_role("button", name="Send").click()
    page.get_by_role("heading", name="We have your question").wait_for()
    assert axe(page) == []

    assert "We have your question" in mailbox("ada@example.org")["Subject"]
    assert mailbox("webinars@example.org")["Reply-To"].addresses[0].addr_spec == "ada@example.org"
