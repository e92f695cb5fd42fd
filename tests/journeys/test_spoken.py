"""What a screen reader says, in its order, kept in spoken/*.yml.

After a wanted change: RENEW=1 python -m pytest tests/journeys/test_spoken.py, and read the difference.
"""

import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from events.models import Webinar
from registrations import links
from registrations.models import Admission
from tests import builders
from tests.journeys import test_states as states

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

FOLDER = Path(__file__).parent / "spoken"
START = datetime(2090, 9, 25, 8, 0, tzinfo=UTC)  # 10:00 in Zurich


def webinar(starts_at=START):
    return builders.webinar(
        title="Skills for the next job",
        slug="skills",
        starts_at=starts_at,
        ends_at=START + timedelta(minutes=90),
    )


def form(page):
    builders.admission(webinar=webinar())
    states.ask_all(Webinar.objects.get())
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
    # Begun long ago, so that the date stays the same, too.
    Webinar.objects.update(starts_at=START.replace(year=2020))
    page.reload()
    page.get_by_role("button", name="Join").wait_for()


SHOWN = [form, form_with_errors, form_with_hint, door_early, door_open]


@pytest.mark.parametrize("show", SHOWN, ids=lambda show: show.__name__)
def test_the_spoken_order_is_as_kept(open_page, show):
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
    said = re.sub(r"#id_question_\d+", "#id_question_NUMBER", said)
    return re.sub(r'(combobox "Country.*\n +- option "Choose".*\n)(?: +- option .*\n)+', r"\1", said)
