"""The preview picture of a webinar, for wherever a link to its page is shown: values in, PNG out."""

import io
from dataclasses import astuple, dataclass
from pathlib import Path

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from PIL import Image, ImageDraw, ImageOps

from events import lettering
from events.made_once import made_once
from events.models import Site
from events.programme import programme
from events.times import clock, day, days, zone_at

SIZE = WIDTH, HEIGHT = 1200, 630
MARGIN = 72
ROOM = WIDTH - 2 * MARGIN
TITLE_SIZES = (88, 78, 68, 62, 56)  # pixels; the largest at which four lines hold it
TITLE_LINES, TITLE_HEIGHT = 4, 272
LOGO_BOX = (240, 54)
BAR = 20
BRAND, TEXT, MUTED, HAIRLINE, ERROR, PAPER = "#1f3f9e", "#14182b", "#4c5568", "#c9d0dc", "#b3261e", "#ffffff"
LARGEST = 100_000  # octets


@dataclass(frozen=True)
class Card:
    """What a card says. `logos` are pictures as octets; `state` is empty while all goes as planned."""

    title: str
    above: str = ""
    state: str = ""
    day: str = ""
    time: str = ""
    is_struck: bool = False  # the day does not hold
    organisers: tuple[str, ...] = ()
    logos: tuple[bytes, ...] = ()


def card(webinar, now) -> Path:
    """Return the file of the card as it is at `now`. Raises made_once.Busy."""
    values = card_of(webinar, now)
    return made_once("png", webinar.pk, SOURCE + repr(astuple(values)).encode(), lambda: draw(values))


# A card drawn by an earlier release is not the one of today.
SOURCE = Path(__file__).read_bytes()


def card_of(webinar, now) -> Card:
    contents = programme(webinar, now)
    site = Site.objects.get()
    organisations = [part.organisation for part in contents.organisers]
    above = [contents.place_in_series, webinar.series.title] if webinar.series else [webinar.kicker]
    is_postponed = webinar.status == "postponed"
    states = {"postponed": _("Postponed"), "cancelled": _("Cancelled")}
    return Card(
        title=webinar.title,
        above=" · ".join(filter(None, above)) or site.name,
        state=states.get(webinar.status, ""),
        day=_("New date to be announced") if is_postponed else day_of(webinar),
        time="" if is_postponed else time_of(webinar),
        is_struck=webinar.status == "cancelled",
        organisers=tuple(each.name for each in organisations) or (site.name,),
        logos=tuple(filter(None, (logo_of(each) for each in organisations))),
    )


def day_of(webinar):
    stretches = webinar.stretches()
    return day(stretches[0].starts_at, webinar.zone) if len(stretches) == 1 else days(webinar)


def time_of(webinar):
    first, *others = webinar.stretches()
    words = _("from %(start)s") if others else _("%(start)s to %(end)s")
    times = {"start": clock(first.starts_at, webinar.zone), "end": clock(first.ends_at, webinar.zone)}
    return f"{words % times}, {zone_at(webinar.zone, first.starts_at)}"


def logo_of(organisation):
    if not organisation.logo:
        return b""
    drawn = organisation.logo.renditions
    try:
        with default_storage.open(drawn[-1].name if drawn else organisation.logo.name) as file:
            return file.read()
    except OSError:
        return b""  # its name is there


# Drawing --------------------------------------------------------------------------------------


def draw(values: Card) -> bytes:
    """Return the card as a PNG of at most LARGEST octets, the same for the same values."""
    image = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, WIDTH, BAR), fill=ERROR if values.state else BRAND)
    draw_above(pen, values)
    draw_title(pen, values)
    draw_when(pen, values)
    draw_organisers(image, pen, values)
    return png(image)


def draw_above(pen, values):
    """Write the state and what stands above the title."""
    taken = 0
    if values.state:
        wide = lettering.width(values.state, 700, 32) + 40
        x = WIDTH - MARGIN - wide if is_rtl(values) else MARGIN
        pen.rounded_rectangle((x, 62, x + wide, 114), radius=6, fill=ERROR)
        lettering.write(pen, (x + 20, 99), values.state, weight=700, size=32, fill=PAPER)
        taken = wide + 24
    write(pen, values, 99, values.above, 400, 32, MUTED, taken)


def draw_title(pen, values):
    title = lettering.settable(values.title) or lettering.settable(values.above)
    for size in TITLE_SIZES:
        lines = lettering.balanced(title, 700, size, ROOM)
        height = round(size * 1.18)
        if len(lines) <= TITLE_LINES and len(lines) * height <= TITLE_HEIGHT:
            break
    if len(lines) > TITLE_LINES:
        lines = lettering.lines(title, 700, size, ROOM)
        lines[TITLE_LINES - 1 :] = [" ".join(lines[TITLE_LINES - 1 :])]
    for number, line in enumerate(lines):
        write(pen, values, 132 + size + number * height, line, 700, size, TEXT)


def draw_when(pen, values):
    fill = MUTED if values.is_struck else TEXT
    start, end = write(pen, values, 472, values.day, 700, 40, fill)
    if values.is_struck:
        pen.line((start, 458, end, 458), fill=fill, width=3)
    write(pen, values, 518, values.time, 400, 34, fill)


def draw_organisers(image, pen, values):
    """Show the logos, if all have one and there is room, else the names."""
    pen.line((MARGIN, 544, WIDTH - MARGIN, 544), fill=HAIRLINE, width=2)
    logos = [logo for logo in map(opened, values.logos) if logo]
    across = sum(logo.width for logo in logos) + 40 * (len(logos) - 1)
    if not logos or len(logos) < len(values.organisers) or across > ROOM:
        write(pen, values, 592, " · ".join(values.organisers), 400, 28, MUTED)
        return
    x = WIDTH - MARGIN - across if is_rtl(values) else MARGIN
    for logo in reversed(logos) if is_rtl(values) else logos:
        image.paste(logo, (x, 559 + (LOGO_BOX[1] - logo.height) // 2), logo)
        x += logo.width + 40


def opened(octets):
    try:
        with Image.open(io.BytesIO(octets), formats=["WEBP"]) as stored:
            return ImageOps.contain(stored.convert("RGBA"), LOGO_BOX)
    except OSError:
        return None


def is_rtl(values):
    return lettering.is_rtl(values.title)


def write(pen, values, y, text, weight, size, fill, taken=0):
    """Write one line, cut to the room, from the side on which the title begins; return its two ends."""
    line = lettering.cut(lettering.settable(text), weight, size, ROOM - taken)
    wide = lettering.width(line, weight, size)
    start = WIDTH - MARGIN - taken - wide if is_rtl(values) else MARGIN + taken
    lettering.write(pen, (start, y), line, weight=weight, size=size, fill=fill)
    return start, start + wide


def png(image) -> bytes:
    """Return the image in as many colours as LARGEST has room for."""
    for colours in (256, 64, 16):
        result = io.BytesIO()
        image.quantize(colours, dither=Image.Dither.NONE).save(result, "PNG", optimize=True)
        if result.tell() <= LARGEST:
            break
    return result.getvalue()
