"""Dates and times in words, each in a named zone: values in, text out."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache, wraps
from zoneinfo import ZoneInfo

from django.utils import dateformat
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from events.models import zones
from events.models.zones import city


def remembered(function):
    """Remember what a function of moments and zones says, in each language: it is asked the same often.

    It is given the moments in UTC and the zones by name. Of moments with a zone Python holds both
    hours of the night when clocks change for equal.
    """
    known = lru_cache(maxsize=4096)(lambda _language, *arguments: function(*arguments))

    @wraps(function)
    def said(*arguments):
        return known(get_language(), *map(plain, arguments))

    return said


def plain(value):
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    return str(value) if isinstance(value, ZoneInfo) else value


def date_format(date, pattern):
    """Return the date in a pattern of Django's, with the first of a month as French writes it: "1er mai"."""
    if date.day == 1 and get_language() == "fr":
        pattern = pattern.replace("j", r"1\e\r")
    return dateformat.format(date, pattern)


def plain_day(date):
    """Return a date without a zone: "25 September 2020"."""
    return date_format(date, "j F Y") if date else ""


def local(moment, zone):
    """Return the moment in the zone (a ZoneInfo or the name of one)."""
    return moment.astimezone(zones.zone(zone) if isinstance(zone, str) else zone)


@remembered
def day(moment, zone):
    """Return the date in the zone: "Friday 25 September 2020"."""
    return date_format(local(moment, zone), "l j F Y")


@remembered
def short_day(moment, zone):
    """Return the date without its weekday: "25 September 2020"."""
    return date_format(local(moment, zone), "j F Y")


def year(moment, zone):
    return local(moment, zone).year


def days(webinar):
    """Return the day or days of a webinar: "25 September 2020", "30 September to 2 October 2020"."""
    first, last = local(webinar.starts_at, webinar.zone), local(webinar.ends_at, webinar.zone)
    if first.date() == last.date():
        return date_format(first, "j F Y")
    pattern = "j" if (first.year, first.month) == (last.year, last.month) else "j F"
    beginning = date_format(first, pattern if first.year == last.year else "j F Y")
    return _("%(first)s to %(last)s") % {"first": beginning, "last": date_format(last, "j F Y")}


@remembered
def clock(moment, zone):
    """Return the time of day in the zone: "10:00"."""
    return date_format(local(moment, zone), "H:i")


@remembered
def stamp(moment, zone):
    """Return when something happened, in the zone: "25 September 2020, 10:00 CEST"."""
    there = local(moment, zone)
    name = there.tzname()
    # Zones without letters of their own are called "-05".
    return f"{date_format(there, 'j F Y, H:i')} {name if name.isalpha() else offset_text(there)}"


def iso(moment, zone):
    """Return the moment for a datetime attribute, to the minute, with the offset of the zone."""
    return local(moment, zone).isoformat(timespec="minutes")


@remembered
def zone_at(zone, moment):
    """Return the zone as people know it at that moment: "Zurich (CEST, UTC+2)"."""
    there = local(moment, zone)
    name, offset = there.tzname(), offset_text(there)
    place = city(str(zone))
    if place == "UTC":
        return "UTC"
    # Zones without letters of their own are called "-05".
    return f"{place} ({name}, {offset})" if name.isalpha() else f"{place} ({offset})"


def zone_of(webinar):
    """Return the zone as at start and end: "Zurich (CEST, UTC+2; then CET, UTC+1)" if clocks change."""
    first, last = (zone_at(webinar.zone, moment) for moment in (webinar.starts_at, webinar.ends_at))
    return (
        first
        if first == last
        else _("%(first)s; then %(last)s)")
        % {
            "first": first.removesuffix(")"),
            "last": last.partition("(")[2].removesuffix(")"),
        }
    )


def offset_at(moment, zone):
    """Return the offset of the zone at that moment: "UTC+2"."""
    return offset_text(local(moment, zone))


def offset_text(moment):
    """Return "UTC+2", "UTC-3:30" or "UTC+0" for an aware datetime."""
    minutes = round(moment.utcoffset().total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")


def can_be_misread(starts_at, ends_at, zone):
    """Tell whether a time needs its offset: clocks change in between, or show that hour twice."""
    moments = [local(moment, zone) for moment in (starts_at, ends_at) if moment]
    return len({moment.utcoffset() for moment in moments}) > 1 or any(map(is_shown_twice, moments))


def is_shown_twice(moment):
    return moment.utcoffset() != moment.replace(fold=1 - moment.fold).utcoffset()


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


def elsewhere(stretch, zones, zone):
    """Return (zone, its date if that differs, city, start) for each other zone of the list."""
    rows = []
    for name in zones:
        start = local(stretch.starts_at, name)
        differs = start.date() != local(stretch.starts_at, zone).date()
        if name != str(zone):
            rows.append((name, day(start, name) if differs else "", city(name), stretch.starts_at))
    return rows
