"""An organiser makes the reference webinar from nothing, and runs it, by keyboard alone.

`make test` types two rows of each kind, `make test-long` all of them.
"""

import re
from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from events import organisers
from events.demo import content
from events.models import Webinar
from registrations import enquiries
from registrations.models import Enquiry
from tests import builders
from tests.journeys.conftest import PASSWORD
from tests.journeys.looks import EVERY

ROWS = None if EVERY else 2  # of each kind
MOST_STOPS = 1500  # on one page
SPEAKERS, TAKEAWAYS = content.SPEAKERS[:ROWS], content.TAKEAWAYS[:ROWS]
DOCUMENTS = ("Programme", "Presentation slides", "Final report")[:ROWS]
HAS_FOCUS = "element => element === document.activeElement"


class Keyboard:
    """Somebody at the keyboard of a page."""

    def __init__(self, page):
        self.page = page

    def press(self, key):
        self.page.keyboard.press(key)

    def to(self, target):
        """Press Tab until the target has the focus."""
        target.wait_for()
        element = target.element_handle()
        for _ in range(MOST_STOPS):
            if element.evaluate(HAS_FOCUS):
                return
            self.press("Tab")
        pytest.fail(f"Tab never came to {target}")

    def type(self, name, text):
        self.to(self.page.locator(f"[name={name}]"))
        self.page.keyboard.insert_text(text)

    def write(self, box, text):
        self.to(box)
        self.page.keyboard.insert_text(text)

    def unfold(self, row, words):
        self.to(row.locator("summary", has_text=words).filter(visible=True).first)
        self.press("Enter")

    def pick(self, name, words):
        """Choose the option of a select by typing its beginning."""
        self.to(self.page.locator(f"select[name={name}]"))
        self.page.keyboard.type(words)

    def find(self, name, words):
        """Choose in a field that searches."""
        box = self.page.locator(f"[name={name}] + .select2 .select2-selection")
        self.to(box)
        self.press("Enter")
        self.page.keyboard.type(words)
        self.page.locator(".select2-results__option--highlighted", has_text=words).wait_for()
        self.press("Enter")

    def moment(self, name, local):
        self.to(self.page.locator(f"[name={name}]"))
        self.page.keyboard.type(f"{local:%m%d%Y}")
        self.press("ArrowRight")
        self.page.keyboard.type(f"{local:%I%M%p}")

    def follow(self, role, name, **options):
        self.to(self.page.get_by_role(role, name=name, **{"exact": True, **options}).first)
        self.press("Enter")

    def saved(self):
        self.page.locator(".messagelist .success").wait_for()

    def add(self, what, times=1):
        for _ in range(times):
            self.follow("button", f"Add another {what}")


@pytest.fixture
def keys(page, transactional_db):
    organisers.make("organiser@example.org", PASSWORD, is_superuser=True)
    keys = Keyboard(page)
    page.goto("/admin/")
    keys.type("login", "organiser@example.org")
    keys.type("password", PASSWORD)
    keys.press("Enter")
    page.get_by_role("heading", name="Organisers’ pages").wait_for()
    return keys


def test_the_reference_webinar_is_made_and_run_by_keyboard_alone(keys, look):
    page = keys.page
    for each in content.ORGANISATIONS:
        page.goto(reverse("admin:events_organisation_add"))
        for name, text in each.items():
            keys.type(name, text)
        keys.press("Enter")
        keys.saved()
    page.goto(reverse("admin:events_series_add"))
    keys.type("title", content.SERIES["title"])
    keys.press("Enter")
    keys.saved()

    page.goto(reverse("admin:index"))
    keys.follow("link", "Describe the first webinar")
    describe(keys)
    keys.follow("button", "Save, then check and publish")
    page.get_by_role("heading", name="Check and publish").wait_for()
    assert look(page) == []
    keys.follow("button", re.compile("^Publish"), exact=False)
    keys.saved()
    webinar = Webinar.objects.get()
    assert (webinar.status, webinar.slug) == ("published", content.REFERENCE["slug"])
    made = [webinar.appearances, webinar.takeaways, webinar.documents, webinar.sessions, webinar.organisers]
    typed = [SPEAKERS, TAKEAWAYS, DOCUMENTS, content.REFERENCE_SESSIONS, content.ORGANISATIONS]
    assert [rows.count() for rows in made] == [len(rows) for rows in typed]

    run(keys, webinar)


def describe(keys):
    """Fill in the page of a new webinar with the facts of the reference webinar, in a year to come."""
    page, facts, start = keys.page, content.REFERENCE, datetime(2030, 9, 25, 10, 0)  # noqa: DTZ001 - as it is typed
    for name in ("title", "kicker", "summary", "audience"):
        keys.type(name, facts[name])
    keys.write(page.get_by_role("textbox", name="Text before the webinar"), plain(facts["text_before"]))
    keys.unfold(page, "Series")
    keys.pick("series", content.SERIES["title"])
    keys.type("number", "2")
    keys.type("contact_email", facts["contact_email"])
    keys.pick("time_zone", "Zurich")
    keys.moment("starts_at", start)
    keys.moment("ends_at", start + timedelta(minutes=90))
    add_programme(keys)
    keys.unfold(page, "Texts for afterwards")
    keys.type("takeaways_intro", facts["takeaways_intro"])
    for number, kind in enumerate(DOCUMENTS):
        keys.add("Document")
        keys.pick(f"documents-{number}-kind", kind)
    for number, sentence in enumerate(TAKEAWAYS):
        keys.add("Takeaway")
        keys.type(f"takeaways-{number}-sentence", sentence)
    keys.type("admission-0-capacity", "60")
    keys.type("admission-0-room_url", "https://rooms.example.org/covid-19")
    for number, each in enumerate(content.ORGANISATIONS):
        keys.add("Organisation")
        keys.find(f"organisers-{number}-organisation", each["name"])


def add_programme(keys):
    page = keys.page
    for number, text in enumerate(content.REFERENCE_SESSIONS):
        keys.add("Session")
        row = page.locator(f"#sessions-{number}")
        keys.unfold(row, "Texts and sitting")
        keys.write(row.get_by_role("textbox", name="Text after"), plain(text))
    for number, (_honorific, name, function, unit, organisation, other) in enumerate(SPEAKERS):
        keys.add("Speaker or moderator")
        row = f"appearances-{number}"
        keys.type(f"{row}-new_name", name)
        keys.pick(f"{row}-role", other.get("role", "speaker").capitalize())
        keys.type(f"{row}-function", function)
        keys.type(f"{row}-organisation", organisation)
        if "is_confirmed" in other:
            keys.to(page.locator(f"[name={row}-is_confirmed]"))
            keys.press("Space")
        if unit:
            keys.unfold(page.locator(f"#{row}"), "Talk, unit, own role")
            keys.type(f"{row}-unit", unit)


def plain(html):
    return re.sub("<[^>]+>", "", html)


def run(keys, webinar):
    """Move it, write to its people, cancel one, export the rest, answer a question."""
    page, now = keys.page, timezone.now()
    people = [builders.registration(webinar, now=now) for _ in range(2)]
    asked = enquiries.ask(builders.details(message="Will there be captions?"), webinar, "key", now)

    page.goto(reverse("admin:events_webinar_change", args=[webinar.pk]))
    keys.follow("link", "Move to another time…")
    later = datetime(2030, 10, 2, 14, 0)  # noqa: DTZ001 - as it is typed
    keys.moment("start_1", later)
    keys.moment("end_1", later + timedelta(minutes=90))
    keys.follow("button", "See what will follow")
    keys.follow("button", "Move it")
    keys.saved()
    assert people[0].messages.filter(kind="changed").exists()

    page.goto(reverse("admin:registrations_announcement_add"))
    keys.find("webinar", "Covid-19")
    keys.type("subject", "News about {webinar}")
    keys.type("text", "Bring your questions, {name}.")
    keys.follow("button", "Save", exact=True)
    keys.follow("button", "Send to 2 people")
    keys.saved()
    assert people[1].messages.filter(kind="message").exists()

    page.goto(reverse("admin:registrations_registration_changelist"))
    keys.to(page.locator("[name=_selected_action]").first)
    keys.press("Space")
    keys.pick("action", "Cancel")
    keys.follow("button", "Go")
    keys.follow("button", "Cancel registrations: 1 person gets a mail")
    keys.saved()
    assert [one.status for one in webinar.registrations.all()] == ["cancelled", "registered"]
    with page.expect_download() as download:
        keys.follow("button", "Export as CSV")
    assert download.value.suggested_filename.endswith(".csv")

    page.goto(reverse("admin:registrations_enquiry_change", args=[asked.pk]))
    keys.follow("link", "Answer by email")
    keys.write(page.get_by_label("Your answer"), "Yes, in French, too.")
    keys.follow("button", "Send the answer")
    keys.saved()
    assert Enquiry.objects.get().replies.get().text == "Yes, in French, too."
