"""By keyboard alone: every stop shows that it has the focus, and where it is."""

import pytest

from registrations import links
from registrations.models import Registration
from tests.journeys.looks import EVERY
from tests.states import STATES
from tests.states.forms import QUESTIONS

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

FOCUS = """() => {
  const style = getComputedStyle(document.activeElement)
  const box = document.activeElement.getBoundingClientRect()
  const outline = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0
  return {
    name: document.activeElement.outerHTML.slice(0, 120),
    is_ringed: outline || style.boxShadow !== "none",
    is_in_view: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  }
}"""


def tab_to(page, target):
    """Press Tab until the target has the focus, at least once; each stop shows that it has it.

    Returns the number of stops.
    """
    for stops in range(1, 120):
        page.keyboard.press("Tab")
        seen = page.evaluate(FOCUS)
        assert (seen["is_ringed"], seen["is_in_view"]) == (True, True), seen["name"]
        if target.evaluate("element => element === document.activeElement"):
            return stops
    pytest.fail(f"Tab never came to {target}")


@pytest.mark.parametrize("scheme", ["light", "dark"] if EVERY else ["dark"])
def test_register_change_and_cancel_with_the_keyboard_alone(page, scheme):
    page.emulate_media(color_scheme=scheme)
    STATES["form"].show(page)
    button = page.get_by_role("button", name="Register")

    tab_to(page, page.get_by_role("link", name="Skip to the main content"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_label("Full name"))
    page.keyboard.type("Ada Example")
    tab_to(page, page.get_by_label("Email address"))
    page.keyboard.type("ada@example.org")
    page.keyboard.press("Enter")
    page.locator(".error-summary:focus").wait_for()
    tab_to(page, page.get_by_role("link", name="Enter the name of your organisation"))
    page.keyboard.press("Enter")
    page.get_by_label("Organisation").and_(page.locator(":focus")).wait_for()
    page.keyboard.type("Example Institute")
    tab_to(page, page.get_by_label("Job title"))
    page.keyboard.type("Adviser")
    for label, letters in (("Country or territory", "Peru"), ("Which group", "Acad")):
        tab_to(page, page.get_by_label(label))
        page.keyboard.type(letters)
    tab_to(page, page.get_by_label(QUESTIONS["short"]))
    page.keyboard.type("Work")
    tab_to(page, page.get_by_label(QUESTIONS["long"]))
    page.keyboard.type("Much")
    tab_to(page, page.get_by_role("group", name=QUESTIONS["one"]).get_by_label("Opening"))
    page.keyboard.press("ArrowDown")
    tab_to(page, page.get_by_role("group", name=QUESTIONS["many"]).get_by_label("Talks"))
    page.keyboard.press("Space")
    tab_to(page, page.get_by_label("Yes"))
    page.keyboard.press("Space")
    tab_to(page, page.get_by_label(QUESTIONS["number"]))
    page.keyboard.type("3")
    tab_to(page, page.get_by_label(QUESTIONS["consent"]))
    page.keyboard.press("Space")
    tab_to(page, page.get_by_label("Captions"))
    page.keyboard.press("Space")
    tab_to(page, page.get_by_label("A question for the speakers"))
    page.keyboard.type("How?")
    tab_to(page, button)
    page.keyboard.press("Space")
    page.get_by_role("heading", name="Check your mailbox").wait_for()

    registration = Registration.objects.get()
    answers = registration.answers.order_by("question__order").values_list("value", flat=True)
    assert list(answers) == ["Work", "Much", "Talks", "Talks", "yes", "3", "yes"]
    assert (registration.country.code, registration.group) == ("PE", "Academia")

    page.goto(links.page_path(registration))
    tab_to(page, page.get_by_label("Job title"))
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("Director")
    tab_to(page, page.get_by_role("button", name="Save changes"))
    page.keyboard.press("Enter")
    page.get_by_text("Your changes are saved.").wait_for()
    tab_to(page, page.get_by_role("link", name="Cancel my registration"))
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Cancel your registration?").wait_for()
    tab_to(page, page.get_by_role("button", name="Cancel my registration"))
    page.keyboard.press("Space")
    page.get_by_text("Your registration is cancelled.").wait_for()

    registration.refresh_from_db()
    assert (registration.job_title, registration.status) == ("Director", "cancelled")


CAN_TAKE_FOCUS = "a[href], button, input:not([type=hidden]), select, textarea, summary"


@pytest.mark.parametrize("name", ["webinar upcoming", "webinar live", "webinar in the archive"])
def test_each_link_and_button_is_a_stop_that_shows_itself(page, name):
    STATES[name].show(page)
    targets = page.locator(CAN_TAKE_FOCUS).filter(visible=True)
    last = page.locator("footer a").last

    stops = tab_to(page, last)

    assert stops == targets.count()


def test_the_list_is_searched_by_keyboard(page):
    STATES["list with many webinars"].show(page)

    stops = tab_to(page, page.locator("footer a").last)

    assert stops == page.locator(CAN_TAKE_FOCUS).filter(visible=True).count()
