"""What the maker of PDFs may fetch: our style sheet, fonts, marks and the pictures we drew, from memory.

Organisers' texts end up in the page that it reads, and it fetches whatever a page points at, attaches
files, follows redirects. So nothing is ever looked up elsewhere, neither on the disk nor in the network:
an address is one of ours to the letter, or refused and logged.
"""

import io
import logging
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.storage import default_storage
from PIL import Image

from events.pictures import STORED_PICTURE

log = logging.getLogger(__name__)
STATIC = ("css/pdf.css", "fonts/", "img/pdf/")
LARGEST = (480, 240)  # pixels: what a portrait or a logo needs on paper


class Refused(ValueError):
    """The address is not one of our own files."""


def fetched(url: str) -> tuple[bytes, str]:
    """Return the bytes and the content type of one of our own files. Raises Refused."""
    static, pictures = settings.SITE_URL + settings.STATIC_URL, settings.SITE_URL + settings.MEDIA_URL
    if url.startswith(static):
        found = static_file(url.removeprefix(static))
    elif url.startswith(pictures):
        found = picture(url.removeprefix(pictures))
    else:
        found = None
    if found is None:
        log.warning("a programme points at an address not fetched, of scheme %s", urlsplit(url).scheme[:20])
        raise Refused("not one of our own files")
    return found


def static_file(name):
    if not name.startswith(STATIC) or ".." in unquote(name):
        return None
    path = finders.find(name)
    kinds = {".css": "text/css", ".woff2": "font/woff2", ".svg": "image/svg+xml"}
    return path and (Path(path).read_bytes(), kinds.get(Path(path).suffix, "application/octet-stream"))


def picture(name):
    """Return a stored picture as small as paper needs it, on white, as JPEG or PNG."""
    if not STORED_PICTURE.fullmatch(name):
        return None
    with default_storage.open(f"pictures/{name}") as stored, Image.open(stored, formats=["WEBP"]) as image:
        image.thumbnail(LARGEST)
        drawn = image.convert("RGBA")
    paper = Image.new("RGB", drawn.size, "white")
    paper.paste(drawn, mask=drawn)
    result = io.BytesIO()
    if image.has_transparency_data:  # a logo: flat colours and sharp edges
        paper.save(result, "PNG", optimize=True)
        return result.getvalue(), "image/png"
    paper.save(result, "JPEG", quality=88)
    return result.getvalue(), "image/jpeg"
