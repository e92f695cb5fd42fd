"""How a page may be displayed: `make test` takes each page in one look, by turns; `make test-long` in all."""

import os

EVERY = os.environ.get("TEST_LONG") == "1" or "SCREENSHOTS" in os.environ
LOOKS = [(320, "light"), (1280, "dark"), (320, "dark"), (1280, "light")]


def looks(number):
    """Return each (width, scheme) in which to look at page `number` of a list."""
    return LOOKS if EVERY else [LOOKS[number % len(LOOKS)]]


def put_on(page, width, scheme):
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # colours change at once
    page.set_viewport_size({"width": width, "height": 900})


def cut_off(page, look):
    """Return a line if the page has to be scrolled sideways to be read."""
    # To the left, too: there it runs over in the other direction.
    wide, width = page.evaluate(
        "[document.scrollingElement.scrollWidth, document.scrollingElement.clientWidth]"
    )
    return [f"{look}: {wide} wide"] if wide > width else []
