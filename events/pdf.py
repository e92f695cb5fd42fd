"""The programme of a webinar as a tagged PDF (PDF/UA-1), made once for each state of its contents.

WeasyPrint fetches what a page points at, and organisers' texts end up in this page: so it is handed
our own style sheet, fonts and pictures, and nothing else whatever the address. WeasyPrint needs
Pango, a system library: it is imported when a PDF is made, so that nothing else fails without it.
"""

import atexit
import fcntl
import hashlib
import logging
import mimetypes
import os
import secrets
import threading
import time
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.utils.translation import get_language_info

from events.models import Site
from events.phase import phase_of
from events.pictures import STORED_PICTURE
from events.programme import programme as programme_of

log = logging.getLogger(__name__)
PATIENCE = 5  # seconds that a reader waits while another one's copy is made
KEPT = 300  # files
OWN = ("css/pdf.css", "fonts/")
building = threading.Lock()  # Pango's state is the whole process's


class PangoMissing(Exception):
    """A system library is missing: no PDF can be made on this machine."""


class Busy(Exception):
    """The same programme is being made for someone else and has taken too long."""


def programme(webinar, now) -> Path:
    """Return the file of the programme as it is at `now`. Raises PangoMissing or Busy."""
    html = page(webinar, now)
    folder = settings.VAR_FOLDER / "cache" / "programmes"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{webinar.pk}-{hashlib.sha256(style() + html.encode()).hexdigest()[:40]}.pdf"
    if not used_again(path):
        with turn(folder / f"{webinar.pk}.lock"):
            if not path.exists():
                store(path, build(html))
                forget_oldest(folder)
    return path


def page(webinar, now) -> str:
    contents = programme_of(webinar, now)
    site = Site.objects.get()
    context = {
        "webinar": webinar,
        "programme": contents,
        "phase": phase_of(webinar, now, contents.has_recording),
        "stretches": webinar.stretches(),
        "is_rtl": get_language_info(webinar.lang)["bidi"],
        "site": site,
        "contact": webinar.contact(site),
        "site_url": settings.SITE_URL,
    }
    return render_to_string("pdf/programme.html", context)


@cache
def style() -> bytes:
    return Path(finders.find("css/pdf.css")).read_bytes()


def used_again(path) -> bool:
    """Return whether the file is there, and note that it was asked for."""
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    return True


@contextmanager
def turn(path):
    """Hold the lock of one document, in this and all other processes. Raises Busy."""
    deadline = time.monotonic() + PATIENCE
    with path.open("a") as lock:
        while not taken(lock):
            if time.monotonic() > deadline:
                raise Busy
            time.sleep(0.05)
        if not building.acquire(timeout=max(0, deadline - time.monotonic())):
            raise Busy
        try:
            yield
        finally:
            building.release()


def taken(lock) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def build(html: str) -> bytes:
    try:
        import weasyprint
    except OSError as error:
        log.warning("no PDF without Pango: %s", error)
        raise PangoMissing from error
    sheet, fonts = prepared()
    document = weasyprint.HTML(string=html, base_url=settings.SITE_URL, url_fetcher=fetcher())
    return document.write_pdf(stylesheets=[sheet], font_config=fonts, pdf_variant="pdf/ua-1")


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
            return URLFetcherResponse(url, fetched(url), {"Content-Type": mimetypes.guess_type(url)[0]})

    return OnlyOurOwn()


def fetched(url: str) -> bytes:
    """Return the bytes of one of our own files. Raises ValueError for any other address."""
    static, pictures = settings.SITE_URL + settings.STATIC_URL, settings.SITE_URL + settings.MEDIA_URL
    if url.startswith(static) and url.removeprefix(static).startswith(OWN) and ".." not in unquote(url):
        path = finders.find(url.removeprefix(static))
        if path:
            return Path(path).read_bytes()
    name = url.removeprefix(pictures)
    if url.startswith(pictures) and STORED_PICTURE.fullmatch(name):
        with default_storage.open(f"pictures/{name}") as picture:
            return picture.read()
    log.warning("a programme points at an address not fetched, of scheme %s", urlsplit(url).scheme[:20])
    raise ValueError("not one of our own files")


def store(path, content):
    """Write the file whole: under a temporary name first, then renamed."""
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def forget_oldest(folder):
    """Remove what nobody has asked for the longest."""
    ages = []
    for path in folder.glob("*.pdf"):
        with suppress(FileNotFoundError):  # another process tidies, too
            ages.append((path.stat().st_mtime, path))
    for _age, path in sorted(ages, reverse=True)[KEPT:]:
        path.unlink(missing_ok=True)
