"""An organiser moves, cancels and reinstates a published webinar by keyboard, in a real browser."""

from datetime import timedelta

import pytest
from django.urls import reverse

from events import organisers
from events.models import Webinar
from registrations.models import Message
from tests import builders

PASSWORD = "a long enough password"


@pytest.fixture
def webinar(transactional_db):
    """A webinar with somebody registered and somebody who waits."""
    webinar = builders.coming_webinar(title="Skills for all")
    start = webinar.starts_at.replace(minute=0, second=0, microsecond=0)
    Webinar.objects.update(starts_at=start, ends_at=start + timedelta(hours=1))
    builders.admission(webinar=webinar, capacity=1)
    for name in ("Ada Example", "Grace Sample"):
        builders.registration(webinar, name=name)
    return Webinar.objects.get()


@pytest.fixture
def signed_in(page, webinar):
    organisers.make("organiser@example.org", PASSWORD, is_superuser=True)
    page.goto(reverse("admin:events_webinar_change", args=[webinar.pk]))
    for name, value in (("Email", "organiser@example.org"), ("Password", PASSWORD)):
        tab_to(page, page.get_by_label(name))
        page.keyboard.type(value)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Skills for all").first.wait_for()
    return page


def tab_to(page, element):
    """Press Tab until the element has the focus; fail if it never gets it."""
    for _ in range(200):
        if element.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("The keyboard does not reach it.")


def press(page, role, name):
    """Follow a link or send a form, and wait for the page that comes."""
    element = page.get_by_role(role, name=name, exact=True).first
    tab_to(page, element)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_webinar_is_moved_cancelled_and_reinstated_by_keyboard(signed_in, look, webinar):
    page, found = signed_in, []
    press(page, "link", "Move to another time…")
    found += look(page)
    later = webinar.starts_at + timedelta(days=1)
    for name, moment in (("start_1", later), ("end_1", later + timedelta(hours=1))):
        field = page.locator(f"[name={name}]")
        tab_to(page, field)
        local = moment.astimezone(webinar.zone)
        page.keyboard.type(f"{local:%m%d%Y}")
        page.keyboard.press("ArrowRight")
        page.keyboard.type(f"{local:%I%M%p}")
    press(page, "button", "See what will follow")
    page.get_by_role("heading", name="What will follow").wait_for()
    found += look(page)
    press(page, "button", "Move it")
    page.locator(".messagelist .success").wait_for()
    assert Webinar.objects.get().starts_at == later

    press(page, "link", "Cancel the webinar…")
    press(page, "button", "See what will follow")  # without a reason
    page.locator(".mistakes").wait_for()
    found += look(page)
    tab_to(page, page.locator("[name=reason]"))
    page.keyboard.type("The speaker is ill.")
    press(page, "button", "See what will follow")
    page.get_by_role("heading", name="What will follow").wait_for()
    found += look(page)
    press(page, "button", "Cancel it")
    page.locator(".messagelist .success").wait_for()
    assert Webinar.objects.get().status == "cancelled"

    press(page, "link", "It takes place after all…")
    found += look(page)
    press(page, "button", "See what will follow")
    press(page, "button", "Let it take place")
    page.locator(".messagelist .success").wait_for()

    assert found == []
    assert Webinar.objects.get().status == "published"
    told = Message.objects.filter(registration__name="Ada Example").order_by("pk")
    assert list(told.values_list("kind", flat=True)) == ["registered", "changed", "called_off", "takes_place"]
