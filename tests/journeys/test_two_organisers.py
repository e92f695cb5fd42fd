"""Who changed what, and two organisers at once, in a real browser."""

from django.urls import reverse
from django.utils import timezone

from events import organisers, record
from events.models import Record
from tests import builders

OTHER = "ada@example.org"
# As it is stored once it was typed: the editor sends it back in words of its own.
TEXT = '<p>Why <strong>now</strong>: <a href="https://example.org/" rel="noopener nofollow ugc">%s</a></p>'


def edited_by_another(webinar, session):
    """Change a title and a session as another organiser would."""
    other = organisers.make(OTHER, name="Ada Example", is_superuser=True)
    typed = {"summary": "Skills for everybody.", "text_before": TEXT % "read this"}
    for row, fields in ((webinar, typed), (session, {"title": "Welcome"})):
        vars(row).update(fields, _history_user=other)
        row.save()
    record.note(Record.Kind.RIGHTS, None, timezone.now(), "reader → organiser", account=other)


def test_the_second_to_save_sees_both_texts_and_the_trail(signed_in, axe):
    page = signed_in
    webinar = builders.webinar(status="draft", summary="Skills for all.", text_before=TEXT % "read")
    session = builders.session(webinar, title="Opening", order=1)
    page.goto(reverse("admin:events_webinar_change", args=[webinar.pk]))
    edited_by_another(webinar, session)
    page.get_by_label("Summary in one sentence").fill("Skills for each of us.")
    page.get_by_role("button", name="Save and continue editing").click()

    page.get_by_text("Nothing is saved yet").wait_for()
    assert page.get_by_label("Summary in one sentence").input_value() == "Skills for each of us."
    beside = page.locator(".errorlist").get_by_text("changed this meanwhile")
    # The text was touched by Ada only.
    assert beside.all_inner_texts() == ["Ada Example changed this meanwhile, to: Skills for everybody."]
    assert "read this" in page.locator("[name=text_before]").input_value()
    assert page.locator("[name=sessions-0-title]").input_value() == "Welcome"
    assert looked_at(page, axe) == []

    page.get_by_role("button", name="Save and continue editing").click()
    page.get_by_role("link", name="Changes").click()
    page.get_by_role("heading", name="Changes of").wait_for()
    assert page.locator("ins").first.inner_text() == "each of us"
    assert looked_at(page, axe) == []

    page.goto(reverse("admin:events_record_changelist"))
    assert page.get_by_text("Ada Example: reader → organiser").is_visible()
    assert looked_at(page, axe) == []


def looked_at(page, axe):
    """Return what is wrong with the page in any colours, narrow and wide."""
    found = []
    for scheme, width in (("light", 1280), ("dark", 320)):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # colours change at once
        page.set_viewport_size({"width": width, "height": 900})
        found += axe(page)
        if not page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
            found.append(f"too wide at {width}")
    page.set_viewport_size({"width": 1280, "height": 900})
    return found
