"""Lines of text in pictures, set in our fonts: several scripts and both directions in one line.

Each font of ours holds the letters of one script, and Pillow sets a line in one font. So a line is cut
into pieces of one font and one direction, which are set in the order in which they stand to the eye
(the two levels of UAX 9 that a title needs). Letters that none of our fonts has are left out.
"""

import unicodedata
from functools import cache
from itertools import groupby
from pathlib import Path

from django.contrib.staticfiles import finders
from fontTools.ttLib import TTFont
from PIL import ImageFont, features

FONTS = [f"noto-sans-{script}" for script in ("latin", "latin-ext", "vietnamese", "greek", "cyrillic")]
FONTS.append("vazirmatn-arabic")
ELLIPSIS = "…"


@cache
def path_of(name, weight) -> Path:
    return Path(finders.find(f"fonts/{name}-{weight}-normal.woff2"))


@cache
def letters_of(name):
    """Return the code points that a font has; both weights have the same."""
    with TTFont(path_of(name, 400)) as font:
        return frozenset(font.getBestCmap())


@cache
def font(name, weight, size):
    return ImageFont.truetype(path_of(name, weight), size)


def font_of(letter):
    return next((name for name in FONTS if ord(letter) in letters_of(name)), None)


def settable(text: str) -> str:
    """Return the text as far as our fonts go; nothing if that leaves out more than half of its letters."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    kept = "".join(each for each in text if unicodedata.category(each) not in {"Cc", "Cf"} and font_of(each))
    letters, rest = (sum(map(str.isalnum, each)) for each in (text, kept))
    return " ".join(kept.split()) if rest * 2 >= letters else ""


def is_rtl(text: str) -> bool:
    """Return whether the first letter with a direction is one of a script that runs to the left."""
    strong = (kind for kind in map(unicodedata.bidirectional, text) if kind in {"L", "R", "AL"})
    return next(strong, "L") != "L"


def pieces(text: str) -> list[tuple[str, str, bool]]:
    """Return (piece, font, runs to the left) in the order of the eye, from the left."""
    base = is_rtl(text)
    runs = [
        (way, "".join(letter for letter, _way in run))
        for way, run in groupby(zip(text, ways(text, base), strict=True), key=lambda pair: pair[1])
    ]
    found = []
    for way, run in reversed(runs) if base else runs:
        parts = [("".join(part), name) for name, part in groupby(run, key=font_of)]
        found += [(part, name, way) for part, name in (reversed(parts) if way else parts)]
    return found


def ways(text, base):
    """Return for each letter whether it runs to the left; what has no direction follows its neighbours."""
    known = {"L": False, "EN": False, "AN": False, "R": True, "AL": True}
    own = [known.get(unicodedata.bidirectional(letter)) for letter in text]
    before, after = filled(own, base), filled(own[::-1], base)[::-1]
    return [left if left == right else base for left, right in zip(before, after, strict=True)]


def filled(own, base):
    """Return the list with each None replaced by what stands before it."""
    found = []
    for way in own:
        found.append(way if way is not None else (found[-1] if found else base))
    return found


def options(is_leftward):
    # Without FriBidi Pillow sets letters one by one, unjoined, and refuses a direction.
    return {"direction": "rtl" if is_leftward else "ltr"} if features.check("fribidi") else {}


def width(text, weight, size) -> float:
    return sum(font(name, weight, size).getlength(part, **options(way)) for part, name, way in pieces(text))


def write(draw, place, text, *, weight, size, fill):
    """Write a line with its left end and its baseline at `place`."""
    x, y = place
    for part, name, way in pieces(text):
        face = font(name, weight, size)
        draw.text((x, y), part, fill=fill, font=face, anchor="ls", **options(way))
        x += face.getlength(part, **options(way))


def lines(text, weight, size, room) -> list[str]:
    """Return the text broken into lines no wider than `room` (pixels), between words where there are any."""
    found = [""]
    for word in text.split():
        longer = f"{found[-1]} {word}".strip()
        if width(longer, weight, size) <= room:
            found[-1] = longer
            continue
        found += [word]
        while width(found[-1], weight, size) > room:
            fits = fitting(found[-1], weight, size, room)
            found[-1:] = [found[-1][:fits], found[-1][fits:]]
    return [line for line in found if line]


def balanced(text, weight, size, room) -> list[str]:
    """Return lines() of the text, as many and as even as they can be: no word stands alone."""
    best = lines(text, weight, size, room)
    for share in range(95, 45, -5):
        narrower = lines(text, weight, size, room * share / 100)
        if len(narrower) > len(best) or any(width(line, weight, size) > room for line in narrower):
            break
        best = narrower
    return best


def fitting(text, weight, size, room) -> int:
    """Return how many letters of the text fit, at least one."""
    few, many = 1, len(text)
    while few < many:
        middle = (few + many + 1) // 2
        few, many = (middle, many) if width(text[:middle], weight, size) <= room else (few, middle - 1)
    return few


def cut(text, weight, size, room) -> str:
    """Return the text, with an ellipsis in place of what is too long."""
    if width(text, weight, size) <= room:
        return text
    return (
        text[: fitting(text, weight, size, room - width(ELLIPSIS, weight, size))].rstrip(" ,.;:") + ELLIPSIS
    )
