"""Files that visitors fetch. What they may not see is not found."""

import hashlib
import logging
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events import card as cards
from events import ics, pdf, pictures, uploads
from events.made_once import Busy
from events.models import Document, Webinar
from events.public import CACHE_CONTROL, public_page

log = logging.getLogger(__name__)
A_YEAR = 365 * 24 * 60 * 60
SAFE = {
    "X-Content-Type-Options": "nosniff",
    # A file that a browser opens as a page can do nothing there.
    "Content-Security-Policy": "sandbox; default-src 'none'",
}
ICONS = {
    "img/favicon.ico": "image/x-icon",
    "img/favicon.svg": "image/svg+xml",
    "img/favicon.png": "image/png",
}


@public_page
def calendar(request, slug):
    webinar = public_webinar(slug)
    if webinar.slug != slug:
        return redirect("events:calendar", webinar.slug, permanent=True)
    return HttpResponse(
        ics.published([webinar], site_url=settings.SITE_URL),
        content_type="text/calendar; charset=utf-8; method=PUBLISH",
        headers={"Content-Disposition": f'attachment; filename="{webinar.slug}.ics"'},
    )


@public_page
def programme(request, slug):
    try:
        return made(slug, "programme", pdf.programme, "application/pdf")
    except pdf.PangoMissing:
        return sorry(_("Programmes as PDF need a system library, Pango, that is missing on this server."))


@public_page
def card(request, slug):
    response = made(slug, "card", cards.card, "image/png")
    # For whoever shows a link to the page with its picture.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def made(slug, name, make, content_type):
    """Return the answer with the file that `make` gives for a webinar as it is now."""
    webinar = public_webinar(slug)
    if webinar.slug != slug:
        return redirect(f"events:{name}", webinar.slug, permanent=True)
    try:
        path = make(webinar, timezone.now())
        content = path.read_bytes()
    except Busy:
        return sorry(_("This file is being made. Please try again in a moment."), after=5)
    except OSError:
        log.exception("a file of a webinar could not be stored")
        return sorry(_("This file could not be made. Please try again later."), after=60)
    disposition = f'inline; filename="{webinar.slug}{path.suffix}"'
    headers = {**SAFE, "Content-Disposition": disposition}
    return HttpResponse(content, content_type=content_type, headers=headers)


def public_webinar(slug):
    """Return the webinar that has this address now or had it once."""
    public = Webinar.objects.public()
    return public.filter(slug=slug).first() or get_object_or_404(public, old_slugs__slug=slug)


def sorry(sentence, after=None):
    headers = {"Retry-After": str(after)} if after else {}
    return HttpResponse(sentence, content_type="text/plain; charset=utf-8", status=503, headers=headers)


@require_safe
def document(request, pk, name):
    """Answer with the file, whatever name the address ends in: an old title's link goes on working."""
    found = get_object_or_404(Document.objects.public(timezone.now()).exclude(file=""), pk=pk)
    return file_of(request, found)


def file_of(request, document, cache=CACHE_CONTROL):
    """Return the answer with a document's file; the caller has checked who may have it."""
    file = document.file
    content_type = uploads.CONTENT_TYPES.get(Path(file.name).suffix.lower(), "application/octet-stream")
    try:
        changed = file.storage.get_modified_time(file.name)
        state = f"{file.name} {file.size} {changed.timestamp()}"
        response = answer(
            request,
            state,
            lambda: file.storage.open(file.name),
            changed=changed,
            cache=cache,
            content_type=content_type,
        )
    except (FileNotFoundError, IsADirectoryError):
        log.error("file of a document is missing: %s", file.name)
        raise Http404 from None
    response["Content-Disposition"] = saved_as(document.full_file_name, document.file_name)
    return response


def saved_as(name: str, plain: str) -> str:
    """Return the header that saves a file under its name, or a plain one where that is not understood.

    RFC 6266; `plain` is letters, digits, "-", "_" and ".".
    """
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def answer(request, state, opened, *, changed=None, cache=CACHE_CONTROL, **options):
    """Return 304 when the reader has this state already, else the file; `opened()` gives it."""
    etag = f'"{hashlib.sha256(state.encode()).hexdigest()[:32]}"'
    modified = int(changed.timestamp()) if changed else None
    unchanged = get_conditional_response(request, etag=etag, last_modified=modified)
    response = unchanged or FileResponse(opened(), **options)
    response["ETag"] = etag
    response["Cache-Control"] = cache
    if modified:
        response["Last-Modified"] = http_date(modified)
    for header, value in SAFE.items():
        response[header] = value
    return response


@require_safe
def picture(request, name):
    if not pictures.STORED_PICTURE.fullmatch(name) or not default_storage.exists(f"pictures/{name}"):
        raise Http404
    return answer(
        request,
        name,
        lambda: default_storage.open(f"pictures/{name}"),
        cache=f"public, max-age={A_YEAR}, immutable",  # another picture has another name
        content_type="image/webp",
    )


@require_safe
def favicon(request):
    for name, content_type in ICONS.items():
        if path := finders.find(name):
            response = FileResponse(Path(path).open("rb"), content_type=content_type)  # noqa: SIM115
            response["Cache-Control"] = f"public, max-age={24 * 60 * 60}"
            return response
    raise Http404
