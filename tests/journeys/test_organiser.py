"""An organiser makes a webinar from nothing, in a real browser."""

from django.urls import reverse
from django.utils import timezone

from events.models import Webinar
from tests import builders


def add(page, what, number):
    """Press "Add another …" and return the new row."""
    page.get_by_role("button", name=f"Add another {what}", exact=True).click()
    prefix = {"Session": "sessions", "Speaker or moderator": "appearances", "Document": "documents"}[what]
    return page.locator(f"#{prefix}-{number}")


def choose_speaker(page, row, name):
    row.get_by_role("combobox", name="Speaker").click()
    page.locator(".select2-search__field").fill(name)
    page.locator(".select2-results__option--highlighted", has_text=name).click()


def test_an_organiser_makes_and_publishes_a_webinar(signed_in, tmp_path):
    page = signed_in
    builders.speaker("Ada Example")
    slides = tmp_path / "notes.txt"
    slides.write_text("Notes of the day")

    page.get_by_role("link", name="Describe the first webinar").click()
    page.get_by_label("Title:").first.fill("Skills for all")
    page.get_by_label("Time zone").select_option(label="Lima (America)")
    assert page.locator("[data-zone-note]").first.inner_text() == "Local time in Lima."
    page.get_by_label("Start:").first.fill("2030-09-25T10:00")
    page.get_by_label("End:").first.fill("2030-09-25T11:30")
    write(page, "Text before the webinar", "Why skills matter.")
    for number, title in enumerate(["Opening remarks", "What works"]):
        row = add(page, "Session", number)
        row.get_by_label("Title:").fill(title)
    choose_speaker(page, add(page, "Speaker or moderator", 0), "Ada")
    with page.expect_popup() as popup:
        add(page, "Speaker or moderator", 1).get_by_role("link", name="Add another speaker").click()
    make_speaker(popup.value, "Grace Sample")
    page.locator("#appearances-1").get_by_role("combobox", name="Grace Sample").wait_for()
    add(page, "Speaker or moderator", 2).get_by_label("Role:", exact=True).select_option("moderator")
    document = add(page, "Document", 0)
    document.get_by_label("Kind:", exact=True).select_option("background")
    document.get_by_label("File:", exact=True).set_input_files(slides)
    page.get_by_role("button", name="Save, then check and publish").click()
    page.get_by_role("link", name="There is no address of the room").wait_for()
    page.get_by_role("button", name="Publish anyway").click()
    page.locator(".messagelist .success").wait_for()

    webinar = Webinar.objects.get()
    assert (webinar.slug, webinar.text_before) == ("skills-for-all", "<p>Why skills matter.</p>")
    assert webinar.starts_at.hour == 15
    page.goto(webinar.get_absolute_url())
    text = page.locator("main").inner_text()
    for words in ("Skills for all", "Why skills matter.", "Opening remarks", "What works", "Ada Example"):
        assert words in text
    assert "Grace Sample" in text
    assert "announced" in text
    assert page.get_by_role("link", name="Background").count() == 1
    assert text.index("Opening remarks") < text.index("What works")

    registration = builders.registration(webinar, now=timezone.now())
    page.goto(reverse("admin:registrations_announcement_add"))
    page.get_by_role("combobox", name="Webinar").click()
    page.locator(".select2-results__option--highlighted", has_text="Skills for all").click()
    page.get_by_label("Subject").fill("News about {webinar}")
    page.get_by_role("textbox", name="Text").fill("Bring your questions, {name}.")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Send to 1 person").click()
    page.locator(".messagelist .success").wait_for()
    assert registration.messages.filter(kind="message").exists()


def write(page, name, words):
    box = page.get_by_role("textbox", name=name)
    box.click()
    page.keyboard.type(words)


def make_speaker(popup, name):
    popup.get_by_role("textbox", name="Name:", exact=True).press_sequentially(name)
    assert popup.get_by_role("textbox", name="Page address:", exact=True).input_value() == "grace-sample"
    popup.get_by_role("button", name="Save", exact=True).click()


def test_a_page_with_errors_is_accessible(signed_in, look):
    page = signed_in
    page.goto(reverse("admin:events_webinar_add"))
    add(page, "Session", 0).get_by_label("Start:").fill("2030-09-25T10:00")

    page.get_by_role("button", name="Save", exact=True).click()

    page.get_by_role("alert").get_by_role("link", name="Start: This field is required.").wait_for()
    assert page.evaluate("document.activeElement.matches('.mistakes') && scrollY === 0")
    assert look(page) == []
    page.get_by_role("link", name="Start: This field is required.").first.click()
    assert page.evaluate("document.activeElement.name") == "starts_at"


def test_a_page_with_unsaved_changes_is_not_left_without_a_question(signed_in):
    page, asked = signed_in, []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    webinar = builders.webinar(status="draft", text_before="<p>Why <em>now</em></p>")
    address = reverse("admin:events_webinar_change", args=[webinar.pk])

    page.goto(address)
    page.get_by_role("textbox", name="Text before the webinar").click()  # looked at, not changed
    page.get_by_role("link", name="Home").click()
    page.get_by_role("heading", name="Organisers’ pages").wait_for()
    assert asked == []

    page.goto(f"{address}#people")
    page.get_by_label("Title:").first.press_sequentially("Now: ")
    page.get_by_role("button", name="Save and continue editing").click()
    page.locator(".messagelist .success").wait_for()
    assert page.evaluate("scrollY") == 0  # where the confirmation is, not at the section it was saved from
    assert asked == []

    write(page, "Text before the webinar", "But ")
    page.get_by_role("link", name="Home").click()
    page.get_by_role("heading", name="Organisers’ pages").wait_for()
    assert asked == ["beforeunload"]
