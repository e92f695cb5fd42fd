"""What a screen reader says, in its order, kept in spoken/*.yml.

After a wanted change: RENEW=1 python -m pytest tests/journeys/test_spoken.py, and read the difference.
"""

import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from events.models import Webinar
from registrations import links
from registrations.models import Admission
from tests import builders, states
from tests.states import forms

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

FOLDER = Path(__file__).parent / "spoken"
START = datetime(2090, 9, 25, 8, 0, tzinfo=UTC)  # 10:00 in Zurich
LONG_AGO = START.replace(year=2020)


def webinar():
    return builders.webinar(
        title="Skills for the next job",
        slug="skills",
        starts_at=START,
        ends_at=START + timedelta(minutes=90),
    )


def form(page):
    builders.admission(webinar=webinar())
    forms.ask_all(Webinar.objects.get())
    page.goto("/webinars/skills/register/")


def form_with_errors(page):
    form(page)
    page.get_by_role("button", name="Register").click()
    page.locator(".error-summary").wait_for()


def form_with_hint(page):
    builders.admission(webinar=webinar(), needs="off", country="off")
    page.goto("/webinars/skills/register/")
    page.get_by_label("Full name").fill("Ada Example")
    page.get_by_label("Email address").fill("ada@gmial.com")
    page.get_by_role("button", name="Register").click()
    page.get_by_text("Did you mean gmail.com?").wait_for()
    assert page.evaluate("document.activeElement.matches('.notice')")


def door(page, **room):
    builders.admission(webinar=webinar(), meeting_tool="Zoom", room_url="https://room.example.org/j/1")
    registration = builders.registration(Webinar.objects.get(), name="Ada Example")
    Admission.objects.update(**room)
    page.goto(links.join_path(registration))


def door_early(page):
    door(page)


def door_open(page):
    door(page, room_instructions="By telephone: +41 22 000 00 00, then 42#")
    page.get_by_role("button", name="Join").wait_for()


def described(page, starts_at, path=states.webinar.PATH):
    states.webinar.described(starts_at=starts_at, ends_at=starts_at + timedelta(minutes=90))
    page.goto(path)


def webinar_before(page):
    described(page, START)


def webinar_live(page):
    described(page, START)


def webinar_after(page):
    described(page, LONG_AGO)


def home(page):
    described(page, START, path="/")


def list_of_webinars(page):
    described(page, START, path="/webinars/?q=skills")


def speaker(page):
    described(page, START, path="/speakers/ada-example/")


SHOWN = [form, form_with_errors, form_with_hint, door_early, door_open]
DURING = [door_open, webinar_live]
SHOWN += [webinar_before, webinar_live, webinar_after, home, list_of_webinars, speaker]


@pytest.mark.parametrize("show", SHOWN, ids=lambda show: show.__name__)
def test_the_spoken_order_is_as_kept(open_page, show, monkeypatch):
    if show in DURING:
        monkeypatch.setattr(timezone, "now", lambda: START + timedelta(minutes=30))
    page = open_page(timezone_id="America/Lima")
    show(page)

    said = steady(page.get_by_role("main").aria_snapshot()) + "\n"

    kept = FOLDER / f"{show.__name__}.yml"
    if os.environ.get("RENEW") == "1":
        kept.write_text(said)
    assert said == kept.read_text()


def steady(said):
    """Put names in place of what differs from run to run: tokens and row numbers; no countries."""
    said = re.sub(r"/registrations/[^/\s]+/", "/registrations/TOKEN/", said)
    said = re.sub(r"in \d+ days", "in NUMBER days", said)
    said = re.sub(r"/documents/\d+/", "/documents/NUMBER/", said)
    said = re.sub(r"/speakers/speaker-\d+/", "/speakers/speaker-NUMBER/", said)
    said = re.sub(r"#id_question_\d+", "#id_question_NUMBER", said)
    return re.sub(r'(combobox "Country.*\n +- option "Choose".*\n)(?: +- option .*\n)+', r"\1", said)
