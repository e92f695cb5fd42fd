"""The reader's own time on the webinar's page: said with its date, and without moving anything."""

from datetime import UTC, datetime, timedelta

import pytest

from events.models import Site
from tests import builders

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

START = datetime(2090, 9, 25, 16, 0, tzinfo=UTC)  # 18:00 in Zurich, on a Monday
WATCH = """
  window.moved = 0
  new PerformanceObserver((list) => { for (const shift of list.getEntries()) window.moved += shift.value })
    .observe({ type: "layout-shift", buffered: true })
"""


@pytest.fixture
def address(db):
    Site.objects.update(cities="Asia/Tokyo\nAmerica/Lima")
    webinar = builders.webinar(starts_at=START, ends_at=START + timedelta(minutes=90))
    return webinar.get_absolute_url()


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Asia/Tokyo", "01:00 to 02:30 on Tuesday 26 September for you (Tokyo)"),
        ("America/Lima", "11:00 to 12:30 for you (Lima)"),
        ("Europe/Paris", "The same time for you"),
    ],
)
@pytest.mark.parametrize("width", [320, 1280])
def test_a_late_script_adds_the_readers_time_and_moves_nothing(open_page, address, zone, words, width):
    page = open_page(timezone_id=zone, viewport={"width": width, "height": 1400})
    page.add_init_script(WATCH)
    held = []
    page.route("**/local-time*", lambda route: held.append(route))
    page.goto(address, wait_until="commit")
    page.get_by_role("contentinfo").wait_for()  # the whole page has come, however slow the machine
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    page.evaluate("window.moved = 0")

    held[0].continue_()
    page.get_by_text(words, exact=True).wait_for()
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")

    assert page.evaluate("window.moved") == 0


def test_without_a_script_other_cities_are_in_a_disclosure(page_without_javascript, address):
    page = page_without_javascript
    page.goto(address)
    page.get_by_text("Times in other cities").click()

    assert page.get_by_role("row", name="Tokyo UTC+9 01:00 to 02:30 Tuesday 26 September 2090").is_visible()
    assert page.locator("[data-local-time]").inner_text() == ""
