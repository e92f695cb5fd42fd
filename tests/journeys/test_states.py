"""Every page of a visitor in each of its states: for axe, by keyboard, on a narrow screen.

SCREENSHOTS=folder keeps a picture of each page, narrow and wide, light and dark, to look at.
"""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from events.models import Webinar
from registrations import links, seats
from registrations.models import Admission, Question, Registration
from tests import builders

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

Status = Registration.Status
ASKED = dict.fromkeys(["organisation", "job_title", "country", "group", "needs", "question"], "required")
QUESTIONS = {
    Question.Kind.SHORT: "What brings you here?",
    Question.Kind.LONG: "What have you tried so far?",
    Question.Kind.ONE: "Which session matters most to you?",
    Question.Kind.MANY: "Which topics would you like to hear about?",
    Question.Kind.YES_NO: "Have you been to an earlier webinar?",
    Question.Kind.NUMBER: "How many people watch with you?",
    Question.Kind.CONSENT: "The organisers may quote my question.",
}


def webinar(ahead=None, **admission):
    """A webinar with a long title that starts `ahead` from now, ten days unless told."""
    start = timezone.now() + (timedelta(days=10) if ahead is None else ahead)
    webinar = builders.webinar(
        title="Employment services and the skills that people need for their next job",
        slug="skills",
        starts_at=start,
        ends_at=start + timedelta(minutes=90),
    )
    builders.admission(webinar=webinar, **{"room_url": "https://room.example.org/j/1", **admission})
    return webinar


def ask_all(webinar):
    """Ask every field there is and a question of each kind, all required."""
    Admission.objects.filter(webinar=webinar).update(
        **ASKED, meeting_tool="Zoom", meeting_privacy_url="https://room.example.org/privacy"
    )
    for order, (kind, text) in enumerate(QUESTIONS.items()):
        choices = "Opening\nTalks\nQuestions from the audience" if kind in {"one", "many"} else ""
        why = "It helps the speakers to prepare."
        Question.objects.create(
            webinar=webinar, kind=kind, text=text, why=why, choices=choices, is_required=True, order=order
        )


def somebody(status=Status.REGISTERED, ahead=None, **admission):
    """A registration in a state, reached as people reach it."""
    settings = {
        Status.UNCONFIRMED: {"asks_confirmation": True},
        Status.PENDING: {"asks_approval": True},
        Status.WAITLISTED: {"capacity": 0},
        Status.DECLINED: {"asks_approval": True},
    }.get(status, {})
    chosen = webinar(ahead, **settings, **admission)
    now = timezone.now()
    registration = builders.registration(
        chosen, now=now, name="Ada Example", email="ada@example.org", organisation="Example Institute"
    )
    if status == Status.CANCELLED:
        seats.cancel(registration, now)
    if status == Status.DECLINED:
        seats.decline(registration, now, None)
    registration.refresh_from_db()
    assert registration.status == status
    return registration


# The pages, each shown by a function of a browser's page ----------------------------------------


def form(page):
    ask_all(webinar())
    page.goto("/webinars/skills/register/")


def form_with_errors(page):
    form(page)
    page.get_by_label("Email address").fill("ada@gmial.com")
    page.get_by_role("button", name="Register").click()
    page.locator(".error-summary").wait_for()


def short_form(page):
    webinar()
    page.goto("/webinars/skills/register/")


def form_full(page):
    webinar(capacity=0)
    page.goto("/webinars/skills/register/")
    page.get_by_role("heading", name="Join the waitlist").wait_for()


def closed(page):
    webinar(closes_at=timezone.now() - timedelta(hours=1))
    page.goto("/webinars/skills/register/")
    page.get_by_role("heading", name="Registration is closed").wait_for()


def closed_meanwhile(page):
    ask_all(webinar())
    page.goto("/webinars/skills/register/")
    page.get_by_label("Full name").fill("Ada Example")
    page.get_by_label("Email address").fill("ada@example.org")
    page.get_by_label("Captions").check()
    Admission.objects.update(closes_at=timezone.now() - timedelta(minutes=1))
    page.get_by_role("button", name="Register").click()
    page.get_by_role("heading", name="What you typed").wait_for()


def not_open_yet(page):
    webinar(opens_at=timezone.now() + timedelta(days=1))
    page.goto("/webinars/skills/register/")
    page.get_by_role("heading", name="Registration is not open yet").wait_for()


def registered(page):
    webinar()
    page.goto("/webinars/skills/registered/")


def personal(status):
    def show(page):
        page.goto(links.page_path(somebody(status)))

    return show


def personal_with_errors(page):
    registration = somebody()
    ask_all(registration.webinar)
    page.goto(links.page_path(registration))
    page.get_by_role("button", name="Save changes").click()
    page.locator(".error-summary").wait_for()


def changed(page):
    page.goto(links.page_path(somebody()) + "?changed=1")


def below_personal(last, status=Status.REGISTERED):
    def show(page):
        page.goto(links.page_path(somebody(status)) + last)

    return show


def confirm(status):
    def show(page):
        page.goto(links.confirm_url(somebody(status)).removeprefix("http://localhost:8000"))

    return show


def door(status=Status.REGISTERED, ahead=None, webinar_status=None, **admission):
    def show(page):
        registration = somebody(status)
        now = timezone.now()
        start = now + (timedelta(days=10) if ahead is None else ahead)
        Webinar.objects.update(starts_at=start, ends_at=start + timedelta(hours=1))
        if webinar_status:
            Webinar.objects.update(status=webinar_status, status_reason="The speaker is ill.")
        Admission.objects.update(**{"meeting_tool": "Zoom", **admission})
        page.goto(links.join_path(registration))

    return show


def at(path):
    def show(page):
        webinar()
        page.goto(path)

    return show


def wrong_link(page):
    page.goto("/join/nobody-signed-this/")
    page.complaints.clear()  # the console's line about the 404


def with_errors(path, button):
    def show(page):
        webinar()
        page.goto(path)
        page.get_by_role("button", name=button).click()
        page.locator(".error-summary").wait_for()

    return show


NOW = timedelta(0)
PAGES = {
    "form": form,
    "form with errors": form_with_errors,
    "short form": short_form,
    "form full": form_full,
    "closed": closed,
    "closed meanwhile": closed_meanwhile,
    "not open yet": not_open_yet,
    "registered": registered,
    "contact": at("/contact/"),
    "contact of a webinar": at("/webinars/skills/contact/"),
    "contact with errors": with_errors("/contact/", "Send"),
    "contact sent": at("/contact/sent/"),
    "send-link": at("/webinars/skills/send-link/"),
    "send-link for all": at("/send-link/"),
    "send-link with errors": with_errors("/webinars/skills/send-link/", "Send my link"),
    "link sent": at("/webinars/skills/send-link/sent/"),
    "wrong link": wrong_link,
    **{f"personal page {status}": personal(status) for status in Status.values},
    "personal page with errors": personal_with_errors,
    "personal page changed": changed,
    "cancel": below_personal("cancel/"),
    "cancel once more": below_personal("cancel/", Status.CANCELLED),
    "return": below_personal("return/", Status.CANCELLED),
    "erase": below_personal("erase/"),
    "erased": at("/registrations/erased/"),
    "confirm": confirm(Status.UNCONFIRMED),
    "confirmed": confirm(Status.REGISTERED),
    "no longer held": confirm(Status.CANCELLED),
    "door early": door(),
    "door open": door(ahead=NOW, room_instructions="By telephone: +41 22 000 00 00, then 42#"),
    "door without a room": door(ahead=NOW, room_url=""),
    "door over": door(ahead=-timedelta(days=1)),
    "door of a cancelled webinar": door(webinar_status="cancelled"),
    "door of a postponed webinar": door(webinar_status="postponed"),
    **{f"door {status}": door(status) for status in Status.values if status != "registered"},
}
LOOKS = [(width, scheme) for width in (320, 1280) for scheme in ("light", "dark")]


def keep_picture(page, name, width, scheme):
    if folder := os.environ.get("SCREENSHOTS"):
        path = Path(folder) / f"{name.replace(' ', '-')}-{width}-{scheme}.png"
        page.screenshot(path=path, full_page=True)


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_and_nothing_is_cut_off(open_page, axe, name):
    page = open_page(timezone_id="America/Lima")
    PAGES[name](page)
    found = []

    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        keep_picture(page, name, width, scheme)
        found += [f"{width} {scheme} {line}" for line in axe(page, incomplete=True)]
        wide = page.evaluate("document.documentElement.scrollWidth")
        found += [f"{width} {scheme} is {wide} wide"] if wide > width else []

    assert found == []


def test_axe_does_find_what_is_wrong_or_cannot_be_decided(page, axe):
    wrong_link(page)
    page.evaluate("""() => {
      document.querySelector("h1").innerHTML = "<img src='/static/img/favicon.svg'>"
      document.querySelector("main p").style.background = "linear-gradient(#fff, #eee)"
    }""")
    page.complaints.clear()

    assert [line.split(":")[0] for line in axe(page)] == ["empty-heading", "image-alt"]
    assert "color-contrast" in [line.split(":")[0] for line in axe(page, incomplete=True)]
    page.complaints.clear()


# By keyboard ------------------------------------------------------------------------------------

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
    """Press Tab until the target has the focus; on the way each stop shows that it has it."""
    for _press in range(80):
        page.keyboard.press("Tab")
        seen = page.evaluate(FOCUS)
        assert (seen["is_ringed"], seen["is_in_view"]) == (True, True), seen["name"]
        if target.evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"Tab never came to {target}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_register_change_and_cancel_with_the_keyboard_alone(page, scheme):
    page.emulate_media(color_scheme=scheme)
    form(page)
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
