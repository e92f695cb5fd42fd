"""Dates with their zone, and what else templates need to say; never a query."""

import json
import re
from datetime import timedelta
from pathlib import PurePosixPath
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.dateformat import format as date_format
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from events import languages, richtext
from events.models.zones import city
from events.schema_org import webinar_json_ld

register = template.Library()

# Times ----------------------------------------------------------------------------------------


def local(moment, zone):
    """Return the moment in the zone (a ZoneInfo or the name of one)."""
    return moment.astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone)


@register.filter
def day(moment, zone):
    """Return the date in the zone: "Friday 25 September 2020"."""
    return date_format(local(moment, zone), "l j F Y")


@register.filter
def short_day(moment, zone):
    """Return the date without its weekday: "25 September 2020"."""
    return date_format(local(moment, zone), "j F Y")


@register.filter
def year(moment, zone):
    return local(moment, zone).year


@register.filter
def days(webinar):
    """Return the day or days of a webinar: "25 September 2020", "30 September to 2 October 2020"."""
    first, last = local(webinar.starts_at, webinar.zone), local(webinar.ends_at, webinar.zone)
    if first.date() == last.date():
        return date_format(first, "j F Y")
    pattern = "j" if (first.year, first.month) == (last.year, last.month) else "j F"
    beginning = date_format(first, pattern if first.year == last.year else "j F Y")
    return _("%(first)s to %(last)s") % {"first": beginning, "last": date_format(last, "j F Y")}


@register.filter
def clock(moment, zone):
    """Return the time of day in the zone: "10:00"."""
    return date_format(local(moment, zone), "H:i")


@register.filter
def iso(moment, zone):
    """Return the moment for a datetime attribute, to the minute, with the offset of the zone."""
    return local(moment, zone).isoformat(timespec="minutes")


@register.filter
def zone_at(zone, moment):
    """Return the zone as people know it at that moment: "Zurich (CEST, UTC+2)"."""
    there = local(moment, zone)
    name, offset = there.tzname(), offset_text(there)
    place = city(str(zone))
    if place == "UTC":
        return "UTC"
    # Zones without letters of their own are called "-05".
    return f"{place} ({name}, {offset})" if name.isalpha() else f"{place} ({offset})"


def offset_text(moment):
    """Return "UTC+2", "UTC-3:30" or "UTC+0" for an aware datetime."""
    minutes = round(moment.utcoffset().total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")


@register.filter
def offset_minutes(moment, zone):
    return round(local(moment, zone).utcoffset().total_seconds() / 60)


@register.filter
def starts_in(phase, zone):
    """Return "Starts in 3 days", counted in days of the zone, then in hours, then in minutes."""
    start = phase.stretch.starts_at
    days = (local(start, zone).date() - local(phase.now, zone).date()).days
    minutes = -((phase.now - start) // timedelta(minutes=1))
    if days > 1:
        return ngettext("Starts in %(count)d day", "Starts in %(count)d days", days) % {"count": days}
    if days == 1 and minutes > 12 * 60:
        return _("Starts tomorrow")
    if minutes >= 120:
        return _("Starts in %(count)d hours") % {"count": minutes // 60}
    return ngettext("Starts in %(count)d minute", "Starts in %(count)d minutes", minutes) % {"count": minutes}


@register.simple_tag
def span(starts_at, ends_at, zone):
    """Show "10:00 to 11:30", both as <time>; a dash would be read as two numbers."""
    times = {"starts_at": starts_at, "ends_at": ends_at, "zone": zone}
    # No space at its end: a comma may follow.
    return mark_safe(render_to_string("includes/time.html", times).strip())


@register.simple_tag
def elsewhere(stretch, zones, zone):
    """Return (zone, its date if that differs, city, start) for each other zone of the list."""
    rows = []
    for name in zones:
        start = local(stretch.starts_at, name)
        differs = start.date() != local(stretch.starts_at, zone).date()
        if name != str(zone):
            rows.append((name, day(start, name) if differs else "", city(name), stretch.starts_at))
    return rows


# Words ----------------------------------------------------------------------------------------


@register.filter
def rich(text, top=3):
    """Show a formatted text; its headings begin at level `top`: 3 in a section, 2 below a title."""
    html = richtext.shown(text)
    if top == 3:
        return html
    return mark_safe(re.sub(r"(</?h)([34])>", lambda tag: f"{tag[1]}{int(tag[2]) - 3 + top}>", html))


@register.filter
def language_names(codes):
    return languages.listing(codes)


@register.filter
def language_name(code):
    return languages.NAMES.get(code, code)


@register.simple_tag
def written_in(code):
    """Return lang and dir for a text in another language than the page's own words."""
    if not code or code == get_language():
        return ""
    direction = "rtl" if code in {"ar", "fa", "he", "ur"} else "ltr"
    return format_html(' lang="{}" dir="{}"', code, direction)


@register.simple_tag
def available(document, now):
    return document.is_available(now)


@register.filter
def file_size(octets):
    """Return "180 kB" or "2.1 MB"; nothing when it is not known."""
    if not octets:
        return ""
    number, unit = (
        (f"{octets / 1_000_000:.1f}", "MB") if octets >= 999_500 else (max(round(octets / 1000), 1), "kB")
    )
    return f"{number}\N{NO-BREAK SPACE}{unit}"


@register.filter
def host(url):
    return (urlsplit(url).hostname or "").removeprefix("www.")


# Addresses ------------------------------------------------------------------------------------


@register.filter
def picture_url(picture):
    """Return the public address of an uploaded picture."""
    return reverse("events:picture", args=[PurePosixPath(picture.name).name])


@register.filter
def absolute(path):
    return f"{settings.SITE_URL}{path}"


@register.simple_tag
def contact_of(webinar, site):
    """Return the webinar, its series or the site: whichever names an address to write to first."""
    return webinar.contact(site)


@register.simple_tag
def schema_org(webinar, programme):
    """Return the JSON-LD of a webinar; no character in it can end the script element."""
    text = json.dumps(webinar_json_ld(webinar, programme, settings.SITE_URL), ensure_ascii=False)
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return mark_safe(f'<script type="application/ld+json">{text}</script>')
