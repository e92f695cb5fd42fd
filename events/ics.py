"""iCalendar (RFC 5545): values in, bytes out. Never a room's address, never a reader of the clock."""

import unicodedata
from collections import defaultdict
from datetime import UTC, date, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import icalendar
from django.utils.translation import gettext as _

PRODUCT = "-//webinar site//EN"
STATUS = {"postponed": "TENTATIVE", "cancelled": "CANCELLED"}


def published(webinars, *, site_url, name="", refresh=None):
    """Return the public calendar of the webinars: nobody is invited, nobody is named.

    The time stamps are those of the last change, so that the same webinars are the same bytes.
    """
    events = [
        event(
            webinar,
            stretch,
            site_url=site_url,
            sequence=webinar.calendar_sequence,
            status=STATUS.get(webinar.status, "CONFIRMED"),
            now=webinar.updated_at,
        )
        for webinar in webinars
        for stretch in webinar.stretches()
    ]
    return calendar(events, method="PUBLISH", name=name, refresh=refresh)


def event(webinar, stretch, *, site_url, sequence, status="CONFIRMED", url=None, now):
    """Return the entry of one stretch; `url` is the address shown in it, by default the webinar's page."""
    page = site_url + webinar.get_absolute_url()
    entry = icalendar.Event()
    entry.add("uid", one_line(webinar.stretch_uid(stretch)))
    entry.add("dtstamp", now.astimezone(UTC))
    entry.add("last-modified", webinar.updated_at.astimezone(UTC))
    entry.add("sequence", sequence)
    entry.add("status", status)
    start, end = (moment.astimezone(webinar.zone) for moment in (stretch.starts_at, stretch.ends_at))
    if start.fold or end.fold:
        # The second half past two of a night: a local time is read as the first (RFC 5545, 3.3.5).
        start, end = start.astimezone(UTC), end.astimezone(UTC)
    entry.add("dtstart", start)
    entry.add("dtend", end)
    entry.add("summary", one_line(f"{webinar.title} ({stretch.label})" if stretch.label else webinar.title))
    entry.add("description", description(webinar, page))
    entry.add("url", one_line(url or page))
    if webinar.place_name:
        place = ", ".join(part for part in (webinar.place_name, webinar.place_address) if part)
        entry.add("location", one_line(place))
    return entry


def description(webinar, page):
    lines = []
    if webinar.status == "cancelled":
        lines.append(_("Cancelled: %(reason)s") % {"reason": webinar.status_reason})
    elif webinar.status == "postponed":
        lines.append(" ".join((_("Postponed: a new date will follow."), webinar.status_reason)).strip())
    lines += [webinar.kicker, webinar.summary, page]
    return "\n".join(one_line(line) for line in lines if line)


def calendar(events, *, method, name="", refresh=None):
    """Return the calendar as bytes, with the time zones of the events in the years they use.

    `refresh` is how often a subscriber should ask again (a timedelta).
    """
    result = icalendar.Calendar()
    result.add("prodid", PRODUCT)
    result.add("version", "2.0")
    result.add("method", method)
    if name:
        result.add("name", one_line(name))
        result.add("x-wr-calname", one_line(name))
    if refresh:
        result.add("refresh-interval", refresh, {"VALUE": "DURATION"})
        result.add("x-published-ttl", icalendar.vDuration(refresh))
    for zone, (first, last) in sorted(years_by_zone(events).items()):
        result.add_component(time_zone(zone, first, last))
    for entry in events:
        result.add_component(entry)
    return result.to_ical()


def years_by_zone(events):
    """Return {zone: (first year, last year)}; UTC needs no definition."""
    years = defaultdict(set)
    for entry in events:
        for moment in (entry["dtstart"].dt, entry["dtend"].dt):
            if isinstance(moment.tzinfo, ZoneInfo) and moment.tzinfo.key != "UTC":
                years[moment.tzinfo.key].add(moment.year)
    return {zone: (min(numbers), max(numbers)) for zone, numbers in years.items()}


@lru_cache(maxsize=256)
def time_zone(name, first, last):
    # A day more on either side: whole years in every zone.
    start, end = date(first, 1, 1) - timedelta(days=1), date(last + 1, 1, 1)
    return icalendar.Timezone.from_tzid(name, first_date=start, last_date=end)


def one_line(text):
    """Return the text with white space made single and control characters removed.

    A line break or NUL in an address would raise; in a title it would break some readers.
    """
    kept = "".join(c if unicodedata.category(c) not in {"Cc", "Cs"} else " " for c in str(text))
    return " ".join(kept.split())
