"""The programme of a webinar as a tagged PDF (PDF/UA-1), made once for each state of its contents.

WeasyPrint needs Pango, a system library: it is imported when a PDF is made, so that nothing else
fails without it. What it may fetch is said in events/own_files.py.
"""

import atexit
import logging
from functools import cache
from pathlib import Path

import segno
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from events import languages, own_files
from events.made_once import made_once
from events.models import Site
from events.phase import phase_of
from events.programme import programme as programme_of

log = logging.getLogger(__name__)


class PangoMissing(Exception):
    """A system library is missing: no PDF can be made on this machine."""


def programme(webinar, now) -> Path:
    """Return the file of the programme as it is at `now`. Raises PangoMissing or made_once.Busy."""
    html = page(webinar, now)
    return made_once("pdf", webinar.pk, style() + html.encode(), lambda: build(html))


def page(webinar, now) -> str:
    contents = programme_of(webinar, now)
    site = Site.objects.get()
    address = settings.SITE_URL + webinar.get_absolute_url()
    context = {
        "webinar": webinar,
        "programme": contents,
        "logos": [part.organisation for part in contents.organisers if part.organisation.logo],
        "phase": phase_of(webinar, now, contents.has_recording),
        "is_rtl": webinar.lang in languages.RIGHT_TO_LEFT,
        "site": site,
        "contact": webinar.contact(site),
        "address": address,
        "code": code(address),
    }
    return render_to_string("pdf/programme.html", context)


@cache
def style() -> bytes:
    return Path(finders.find("css/pdf.css")).read_bytes()


def code(address: str):
    """Return the QR code of an address as an SVG element that says what it is."""
    drawn = segno.make_qr(address, error="m", boost_error=False)
    title = _("QR code: leads to the page of the webinar")
    return mark_safe(drawn.svg_inline(title=title, omitsize=True, svgclass="code", lineclass=None))


def build(html: str) -> bytes:
    try:
        import weasyprint
    except OSError as error:
        log.warning("no PDF without Pango: %s", error)
        raise PangoMissing from error
    sheet, fonts = prepared()
    document = weasyprint.HTML(string=html, base_url=settings.SITE_URL, url_fetcher=fetcher())
    return document.write_pdf(
        stylesheets=[sheet], font_config=fonts, pdf_variant="pdf/ua-1", presentational_hints=False
    )


@cache
def prepared():
    """Return the style sheet and its fonts, read once: unpacking fonts is half of the work."""
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    # At exit the modules it needs to tidy up are gone before it is.
    atexit.register(prepared.cache_clear)
    base = f"{settings.SITE_URL}{settings.STATIC_URL}css/"
    sheet = weasyprint.CSS(string=style().decode(), base_url=base, url_fetcher=fetcher(), font_config=fonts)
    return sheet, fonts


def fetcher():
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OnlyOurOwn(URLFetcher):
        def fetch(self, url, headers=None):
            content, content_type = own_files.fetched(url)
            return URLFetcherResponse(url, content, {"Content-Type": content_type})

    return OnlyOurOwn()
