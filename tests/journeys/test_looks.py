"""However a page is displayed: nothing jumps, colours may be the reader's own, paper has what it needs."""

from datetime import timedelta

import pytest

from tests.states import STATES, webinar

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

WATCH = """
  window.shifts = []
  new PerformanceObserver(list => {
    for (const entry of list.getEntries())
      window.shifts.push(...entry.sources.map(source => source.node?.outerHTML?.slice(0, 200) ?? "a node"))
  }).observe({ type: "layout-shift", buffered: true })
"""
# Two frames: what the last change moved has been painted and noted.
SETTLED = """() => new Promise(resolve =>
  requestAnimationFrame(() => requestAnimationFrame(() => resolve(window.shifts))))"""


def jumps(page):
    """Return what has moved since the page was called up, once it was scrolled through to its end."""
    page.wait_for_load_state("networkidle")
    for _screen in range(20):
        page.mouse.wheel(0, 500)
        page.evaluate(SETTLED)
    page.wait_for_load_state("networkidle")
    return page.evaluate(SETTLED)


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("name", ["webinar upcoming", "webinar in the archive", "home with many webinars"])
def test_nothing_jumps_while_a_page_loads(open_page, name, width):
    # Far from the webinar's zone, so that a line with the reader's own time comes in.
    page = open_page(timezone_id="Asia/Tokyo", viewport={"width": width, "height": 700})
    page.add_init_script(WATCH)
    STATES[name].show(page)

    assert jumps(page) == []


def test_a_jump_is_found(page):
    page.add_init_script(WATCH)
    STATES["about"].show(page)
    page.evaluate("document.querySelector('h1').before(document.createElement('hr'))")
    page.evaluate("document.querySelector('hr').style.height = '300px'")

    assert jumps(page) != []


def test_in_forced_colours_every_border_and_the_focus_are_there(open_page):
    page = open_page(forced_colors="active", reduced_motion="reduce")
    STATES["webinar upcoming"].show(page)

    for selector in (".banner", ".facts", ".facts .button"):
        style = page.locator(selector).first.evaluate(
            "element => (style => [style.borderTopStyle, parseFloat(style.borderTopWidth) > 0])"
            "(getComputedStyle(element))"
        )
        assert (selector, style) == (selector, ["solid", True])
    page.keyboard.press("Tab")
    focus = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert focus == "solid"


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_nothing_moves_by_itself(open_page, motion):
    page = open_page(reduced_motion=motion)
    STATES["webinar live"].show(page)

    assert page.evaluate("document.getAnimations().length") == 0
    smooth = page.evaluate("getComputedStyle(document.documentElement).scrollBehavior")
    assert (motion, smooth) in {("no-preference", smooth), ("reduce", "auto")}


def test_on_paper_a_page_has_its_text_and_no_buttons(page):
    STATES["webinar in the archive"].show(page)
    page.emulate_media(media="print")

    for selector in (".masthead nav", ".footer", ".skip", ".button"):
        assert not page.locator(selector).first.is_visible(), selector
    for selector in ("h1", ".facts", ".session", ".speaker"):
        assert page.locator(selector).first.is_visible(), selector
    after = page.locator("main a[href^='https:']").first.evaluate(
        "element => getComputedStyle(element, '::after').content"
    )
    assert "https:" in after


def test_the_page_of_a_webinar_asks_for_little_and_only_here(page):
    asked = []
    page.on("request", lambda request: asked.append(request.resource_type))
    webinar.described(ahead=timedelta(days=10), picture="")
    page.goto(webinar.PATH)
    page.wait_for_load_state("networkidle")

    kinds = sorted(kind for kind in asked if kind != "image")
    assert len(kinds) <= 6
    assert set(kinds) <= {"document", "stylesheet", "script", "other"}
