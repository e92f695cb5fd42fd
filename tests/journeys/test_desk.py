"""The organiser's desk in a real browser: lists, a person, the chart, an answer."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from registrations import enquiries, seats
from registrations.models import Enquiry, Needs
from tests import builders

LIST = "admin:registrations_registration_changelist"


def filled():
    """Return a webinar's person with all that their page can show, and a question with an answer."""
    webinar = builders.admission(webinar=builders.coming_webinar(), capacity=4).webinar
    now = timezone.now()
    people = [builders.registration(webinar, now=now - timedelta(days=days)) for days in (9, 9, 5, 4, 1)]
    Needs.objects.create(registration=people[0], kinds=["captions"], text="In French")
    seats.cancel(people[0], now)
    asked = enquiries.ask(builders.details(message="Will there be captions?"), webinar, "key", now)
    enquiries.reply(asked, "Yes, in English.", "reply", now, None)
    return people[0], asked


def test_the_pages_of_the_desk_are_accessible(signed_in, look):
    page = signed_in
    person, asked = filled()
    found = []

    for address in (
        reverse(LIST) + f"?webinar__id__exact={person.webinar_id}",
        reverse("admin:registrations_registration_change", args=[person.pk]),
        reverse("admin:registrations_registration_over_time", args=[person.webinar_id]),
        reverse("admin:registrations_enquiry_changelist"),
        reverse("admin:registrations_enquiry_change", args=[asked.pk]),
        reverse("admin:registrations_enquiry_reply", args=[asked.pk]),
    ):
        page.goto(address)
        found += look(page)

    assert found == []


def test_many_are_cancelled_after_a_question(signed_in, axe):
    page = signed_in
    person, _asked = filled()
    page.goto(reverse(LIST))

    page.get_by_label("State").select_option("registered")
    page.get_by_role("button", name="Show", exact=True).click()
    page.get_by_label("Select all").check()
    page.get_by_role("combobox", name="Action").select_option("cancel")
    page.get_by_role("button", name="Go").click()
    assert axe(page) == []
    page.get_by_role("button", name="Cancel registrations: 4 people").click()
    page.locator(".messagelist .success").wait_for()

    assert not person.webinar.registrations.attendees().exists()


def test_the_list_is_exported(signed_in):
    page = signed_in
    filled()
    page.goto(reverse(LIST))

    for name, form in (("Export as CSV", "csv"), ("Export as XLSX", "xlsx")):
        with page.expect_download() as download:
            page.get_by_role("button", name=name).click()
        assert download.value.suggested_filename.endswith(f".{form}")


def test_a_question_is_answered(signed_in, axe):
    page = signed_in
    _person, asked = filled()
    page.goto(reverse("admin:registrations_enquiry_change", args=[asked.pk]))

    page.get_by_role("link", name="Answer by email").click()
    page.get_by_role("button", name="Send the answer").click()
    page.locator(".errornote").wait_for()
    assert axe(page) == []
    page.get_by_label("Your answer").fill("In French, too.")
    page.get_by_role("button", name="Send the answer").click()
    page.locator(".messagelist .success").wait_for()

    assert Enquiry.objects.get().replies.last().text == "In French, too."
