"""Every page of a visitor in each of its states: for axe, on a narrow screen, however it is displayed.

SCREENSHOTS=folder keeps a picture of each page, narrow and wide, light and dark, to look at.
"""

import os
from pathlib import Path

import pytest

from tests.journeys.looks import cut_off, looks, put_on
from tests.states import STATES

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

NUMBERS = {name: number for number, name in enumerate(STATES)}
# What readers set for themselves: WCAG 2.2, 1.4.12 and 1.4.4; and the direction of another language.
SETTINGS = {
    "with more space in the text": """() => {
      const sheet = new CSSStyleSheet()
      sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
        word-spacing: .16em !important } p { margin-bottom: 2em !important }`)
      document.adoptedStyleSheets = [sheet]
    }""",
    "with text twice as large": """() => {
      document.adoptedStyleSheets = []
      document.documentElement.style.fontSize = "200%"
    }""",
    "from right to left": """() => {
      document.documentElement.style.fontSize = ""
      document.documentElement.dir = "rtl"
    }""",
}


@pytest.mark.parametrize("name", STATES)
def test_axe_finds_nothing_and_nothing_is_cut_off(open_page, axe, name):
    page = open_page(timezone_id="America/Lima")
    STATES[name].show(page)
    found = []

    for width, scheme in looks(NUMBERS[name]):
        put_on(page, width, scheme)
        keep_picture(page, name, width, scheme)
        found += [f"{width} {scheme} {line}" for line in axe(page, incomplete=True)]
        found += cut_off(page, f"{width} {scheme}")
    page.set_viewport_size({"width": 320, "height": 900})
    for setting, script in SETTINGS.items():
        page.evaluate(script)
        found += cut_off(page, setting)

    assert found == []


def keep_picture(page, name, width, scheme):
    if folder := os.environ.get("SCREENSHOTS"):
        path = Path(folder) / f"{name.replace(' ', '-')}-{width}-{scheme}.png"
        page.screenshot(path=path, full_page=True)


def test_axe_does_find_what_is_wrong_or_cannot_be_decided(page, axe):
    STATES["wrong link"].show(page)
    page.evaluate("""() => {
      document.querySelector("h1").innerHTML = "<img src='/static/img/favicon.svg'>"
      document.querySelector("main p").style.background = "linear-gradient(#fff, #eee)"
    }""")
    page.complaints.clear()

    assert [line.split(":")[0] for line in axe(page)] == ["empty-heading", "image-alt"]
    assert "color-contrast" in [line.split(":")[0] for line in axe(page, incomplete=True)]
    page.complaints.clear()


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_what_is_cut_off_is_found(page, direction):
    STATES["about"].show(page)
    page.evaluate(f"document.documentElement.dir = {direction!r}")
    assert cut_off(page, "now") == []

    page.evaluate("document.querySelector('main p').style.inlineSize = '2000px'")

    assert cut_off(page, "now") != []
