"""Dates with their zone, and what else templates need to say; never a query."""

import json
import re
from dataclasses import replace
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import formats
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events import calendar_links, languages, richtext, site_languages, times
from events.schema_org import speaker_json_ld, webinar_json_ld

register = template.Library()

# Times ----------------------------------------------------------------------------------------

for phrase in (
    times.day,
    times.short_day,
    times.year,
    times.days,
    times.plain_day,
    times.clock,
    times.stamp,
    times.iso,
    times.zone_at,
    times.zone_of,
    times.offset_at,
    times.starts_in,
):
    register.filter(phrase)
register.simple_tag(times.elsewhere)


@register.simple_tag
@times.remembered
def span(starts_at, ends_at, zone):
    """Show "10:00 to 11:30", both as <time>; a dash would be read as two numbers.

    In the night when clocks change each says its offset: "02:30 (UTC+2) to 02:30 (UTC+1)".
    """
    context = {
        "starts_at": starts_at,
        "ends_at": ends_at,
        "zone": zone,
        "says_offset": times.can_be_misread(starts_at, ends_at, zone),
    }
    # No space at its end: a comma may follow.
    return mark_safe(render_to_string("includes/time.html", context).strip())


@register.simple_tag
def web_calendars(webinar):
    """Return (stretch, its links to calendars on the web) for each stretch of the webinar."""
    page, place = absolute(webinar.get_absolute_url()), place_of(webinar)
    return [
        (stretch, calendar_links.links(webinar.title, page, stretch.starts_at, stretch.ends_at, place))
        for stretch in webinar.stretches()
    ]


def place_of(webinar):
    return ", ".join(part for part in (webinar.place_name, webinar.place_address) if part)


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
def language_in_words(code):
    # Not `language_name`: where a template loads i18n last, Django's would answer, in its own words.
    return languages.NAMES.get(code, code)


register.simple_tag(site_languages.written_in)
register.simple_tag(site_languages.text_in)


@register.simple_tag
def titled(document):
    """Return the title of a document, marked with its language; without one what kind it is."""
    return site_languages.text_in(document.lang, document.title) if document.title else document.kind_name


@register.simple_tag
def available(document, now):
    return document.is_available(now)


@register.filter
def file_size(octets):
    """Return "180 kB" or "2.1 MB"; nothing when it is not known."""
    if not octets:
        return ""
    if octets >= 999_500:
        number, unit = formats.number_format(round(octets / 1_000_000, 1), 1), _("MB")
    else:
        number, unit = max(round(octets / 1000), 1), _("kB")
    return f"{number}\N{NO-BREAK SPACE}{unit}"


@register.filter
def host(url):
    return (urlsplit(url).hostname or "").removeprefix("www.")


@register.simple_tag
def neighbours(webinar, siblings):
    """Return {"previous": the one before in the series, "next": the one after}; None where there is none."""

    def place(one):
        return one.number is None, one.number or 0, one.starts_at

    before = [sibling for sibling in siblings if place(sibling) < place(webinar)]
    after = [sibling for sibling in siblings if place(sibling) > place(webinar)]
    return {"previous": before[-1] if before else None, "next": after[0] if after else None}


@register.simple_tag
def key_of(webinar, programme, phase, site, offer=None):
    """Return what differs whenever anything on a webinar's page does: its rows, the words, the places."""
    of_site = [getattr(site, field.attname) for field in site._meta.concrete_fields]
    countdown = times.starts_in(phase, webinar.zone) if phase.is_before else ""
    offered = offer.shown if offer else None
    return programme.digest, replace(phase, now=None), countdown, offered, of_site, get_language()


# Addresses ------------------------------------------------------------------------------------


@register.simple_tag
def static_or_plain(name):
    """Return the address of a static file, for pages that must come even if none was gathered."""
    try:
        return static(name)
    except ValueError:
        return settings.STATIC_URL + name


@register.filter
def absolute(path):
    return f"{settings.SITE_URL}{path}"


@register.simple_tag
def contact_of(webinar, site):
    """Return the webinar, its series or the site: whichever names an address to write to first."""
    return webinar.contact(site)


@register.simple_tag
def schema_org(webinar, programme):
    """Return the JSON-LD of a webinar."""
    return json_ld(webinar_json_ld(webinar, programme, settings.SITE_URL))


@register.simple_tag
def schema_org_person(speaker):
    """Return the JSON-LD of a speaker, whose links are prefetched."""
    return json_ld(speaker_json_ld(speaker, settings.SITE_URL))


def json_ld(values):
    """Return them as a script element that no character in them can end."""
    text = json.dumps(values, ensure_ascii=False)
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return mark_safe(f'<script type="application/ld+json">{text}</script>')
