"""The registration desk and a reader at work, in a real browser."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from events.models import Role
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


def search(page, typed):
    page.get_by_label("Search everything").fill(typed)
    page.keyboard.press("Enter")


def test_the_desk_finds_somebody_cancels_exports_and_answers(sign_in, axe):
    person, asked = filled()
    page = sign_in(Role.DESK_AND_NEEDS, person.webinar)

    search(page, person.reference)
    page.get_by_role("heading", name=person.reference).wait_for()
    page.get_by_label("Arranged").check()
    page.get_by_role("button", name="Save").click()
    page.locator(".messagelist .success").wait_for()
    assert Needs.objects.get().is_arranged

    page.goto(reverse(LIST))
    page.get_by_label("Status").select_option("registered")
    page.get_by_role("button", name="Show", exact=True).click()
    for name, form in (("Export as CSV", "csv"), ("Export as XLSX", "xlsx")):
        with page.expect_download() as download:
            page.get_by_role("button", name=name).click()
        assert download.value.suggested_filename.endswith(f".{form}")
    page.get_by_label("Select all").check()
    page.get_by_role("combobox", name="Action").select_option("cancel")
    page.get_by_role("button", name="Go").click()
    sure = page.get_by_role("button", name="Cancel registrations: 4 people, each gets a mail")
    sure.wait_for()
    assert axe(page) == []
    sure.click()
    page.locator(".messagelist .success").wait_for()
    assert not person.webinar.registrations.attendees().exists()

    page.goto(reverse("admin:registrations_enquiry_change", args=[asked.pk]))
    page.get_by_role("link", name="Answer by email").click()
    page.get_by_role("button", name="Send the answer").click()
    page.locator(".mistakes").wait_for()
    assert axe(page) == []
    page.get_by_label("Your answer").fill("In French, too.")
    page.get_by_role("button", name="Send the answer").click()
    page.locator(".messagelist .success").wait_for()
    assert Enquiry.objects.get().replies.last().text == "In French, too."


def test_an_organiser_of_one_webinar_changes_it_writes_to_its_people_and_meets_no_other(sign_in, axe):
    person, _asked = filled()
    other = builders.coming_webinar(title="Somebody else’s")
    page = sign_in(Role.ORGANISER, person.webinar)

    page.get_by_role("link", name="Coming", exact=True).click()
    assert other.title not in page.locator("#result_list").inner_text()
    page.get_by_role("link", name=person.webinar.title, exact=True).click()
    page.locator("[name=summary]").fill("What works, in two hours.")
    page.get_by_role("button", name="Save", exact=True).click()
    page.locator(".messagelist .success").wait_for()
    person.webinar.refresh_from_db()
    assert person.webinar.summary == "What works, in two hours."

    page.goto(reverse("admin:registrations_announcement_add"))
    page.get_by_role("combobox", name="Webinar").click()
    page.locator(".select2-results__option--highlighted", has_text=person.webinar.title).click()
    page.get_by_label("Subject").fill("News about {webinar}")
    page.get_by_role("textbox", name="Text").fill("Bring your questions, {name}.")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Send to 4 people").click()
    page.locator(".messagelist .success").wait_for()
    assert axe(page) == []

    search(page, "Somebody else")
    page.get_by_text("Nothing was found").wait_for()


def test_a_reader_sees_numbers_and_finds_nobody(sign_in):
    person, _asked = filled()
    page = sign_in(Role.READER, person.webinar)

    page.get_by_role("link", name="Coming", exact=True).click()
    page.get_by_role("link", name=person.webinar.title, exact=True).wait_for()
    assert "4 registered, 0 of 4 places left" in page.locator("#result_list").inner_text()
    for typed in (person.reference, person.email):
        search(page, typed)
        page.get_by_text("Nothing was found").wait_for()
