"""Rows of a webinar are ordered by dragging or by numbers, and all of its page works without JavaScript."""

from django.urls import reverse

from tests import builders


def titles(webinar):
    return [session.title for session in webinar.sessions.all()]


def change(webinar):
    return reverse("admin:events_webinar_change", args=[webinar.pk])


def test_rows_are_dragged_and_new_ones_are_numbered(signed_in):
    page = signed_in
    webinar = builders.webinar(status="draft")
    for order, title in enumerate(["A", "B", "C", "D"]):
        builders.session(webinar, title=title, order=order)
    page.goto(change(webinar))

    handle = page.locator("#sessions-3 .admin-ordering-field-input-wrapper")
    goal = page.locator("#sessions-0")
    handle.scroll_into_view_if_needed()
    start, end = handle.bounding_box(), goal.bounding_box()
    page.mouse.move(start["x"] + 6, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(start["x"] + 6, end["y"] + 20, steps=10)
    page.mouse.move(start["x"] + 6, end["y"] + 4, steps=3)
    page.mouse.up()
    page.get_by_role("button", name="Add another Session", exact=True).click()
    page.locator("#sessions-4").get_by_label("Title:").fill("E")
    assert page.locator("#sessions-4").get_by_label("Order:").input_value() == "50"
    page.get_by_role("button", name="Save", exact=True).click()
    page.locator(".messagelist .success").wait_for()

    assert titles(webinar) == ["D", "A", "B", "C", "E"]


def test_rows_are_numbered_and_added_without_javascript(page, open_page, signed_in):
    webinar = builders.webinar(status="draft")
    for order, title in enumerate(["A", "B"], start=1):
        builders.session(webinar, title=title, order=order)
    plain = open_page(java_script_enabled=False, storage_state=signed_in.context.storage_state())
    plain.goto(change(webinar))
    plain.get_by_role("navigation", name="Parts of this page").get_by_role("link", name="Programme").click()

    plain.locator("#sessions-0").get_by_label("Order:").fill("7")
    plain.get_by_role("button", name="Save and add another session").click()
    plain.locator("#sessions-2").get_by_label("Title:").fill("C")
    plain.get_by_role("button", name="Save", exact=True).click()
    plain.locator(".messagelist .success").wait_for()

    assert titles(webinar) == ["B", "A", "C"]


def test_organisations_and_texts_are_typed_without_javascript_and_edited_with_it(open_page, signed_in):
    webinar = builders.webinar(status="draft")
    builders.organisation(name="Institute of Examples")
    plain = open_page(java_script_enabled=False, storage_state=signed_in.context.storage_state())
    plain.goto(change(webinar))
    text = plain.get_by_label("Text before the webinar:").first
    text.fill("Plain words.\n\nSecond paragraph & <more>.")
    plain.get_by_role("button", name="Save and add another organisation").click()
    plain.locator("#organisers-0").get_by_label("Or a name:").fill("institute of examples")
    assert not plain.get_by_role("link", name="Add another organisation").is_visible()
    plain.get_by_role("button", name="Save and continue editing").click()
    plain.get_by_text("was changed successfully").wait_for()
    assert text.input_value() == "Plain words.\n\nSecond paragraph & <more>."
    assert str(webinar.organisers.get()) == "Institute of Examples"

    signed_in.goto(change(webinar))
    editor = signed_in.get_by_role("textbox", name="Text before the webinar").first
    assert editor.locator("p").all_inner_texts() == ["Plain words.", "Second paragraph & <more>."]
    editor.press_sequentially("More")
    signed_in.get_by_role("button", name="Save and continue editing").click()
    signed_in.get_by_text("was changed successfully").wait_for()
    webinar.refresh_from_db()
    typed = webinar.text_before.replace("More", "")  # wherever the browser puts the cursor
    assert typed == "<p>Plain words.</p><p>Second paragraph &amp; &lt;more&gt;.</p>" != webinar.text_before
