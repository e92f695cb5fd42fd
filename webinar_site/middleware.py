"""What holds for every request and answer, whatever the page."""

import secrets

from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpResponseNotAllowed, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import get_template
from django.utils import translation
from simple_history.middleware import HistoryRequestMiddleware

from events import site_languages
from webinar_site import logs
from webinar_site.body_limit import body_limit

METHODS = ["GET", "HEAD", "POST"]
HEADERS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": ", ".join(
        f"{feature}=()"
        for feature in (
            "accelerometer",
            "browsing-topics",
            "camera",
            "display-capture",
            "geolocation",
            "gyroscope",
            "magnetometer",
            "microphone",
            "midi",
            "payment",
            "usb",
        )
    ),
}


def head(get_response):
    """Answer HEAD as GET would be answered, without the body: no view can tell one from the other."""

    def middleware(request):
        if request.method != "HEAD":
            return get_response(request)
        request.method = "GET"
        response = get_response(request)
        if response.streaming:
            response.streaming_content = []  # its file is closed with the answer, as after GET
        else:
            response.content = b""
        return response

    return middleware


def request_id(get_response):
    """Give each request a number that stands in its log lines, its answer and its error page."""

    def middleware(request):
        request.id = secrets.token_hex(8)
        token = logs.request_id.set(request.id)
        try:
            response = get_response(request)
        finally:
            logs.request_id.reset(token)
        response["X-Request-ID"] = request.id
        return response

    return middleware


def language(get_response):
    """Speak the language that the address begins with, whatever the browser prefers."""

    def middleware(request):
        if len(settings.LANGUAGES) == 1:
            return get_response(request)
        with translation.override(site_languages.of_path(request.path_info)):
            return get_response(request)

    return middleware


def headers(get_response):
    """Add the headers that are the same everywhere; whatever is not cacheable says so."""

    def middleware(request):
        response = get_response(request)
        for name, value in HEADERS.items():
            response.setdefault(name, value)
        response.setdefault("Cache-Control", "private, no-store")
        return response

    return middleware


def content_policy(get_response):
    """Add the content policy, put together once; anew only for a page that widens it or has a nonce."""
    usual = build_policy()
    widening = CSPMiddleware(get_response)

    def middleware(request):
        widening.process_request(request)
        response = get_response(request)
        if hasattr(request, "_csp_nonce") or hasattr(response, "_csp_update"):
            return widening.process_response(request, response)
        response.setdefault("Content-Security-Policy", usual)
        return response

    return middleware


def no_nul(get_response):
    """Refuse a NUL character: PostgreSQL cannot store one, and nobody types one.

    Form fields refuse theirs by themselves; this covers path, query, cookies and headers.
    """

    def middleware(request):
        parts = (request.path, request.META.get("QUERY_STRING", "").replace("%00", "\0"))
        headers = [value for name, value in request.META.items() if name.startswith("HTTP_")]
        if any("\0" in part for part in (*parts, *request.COOKIES.values(), *headers)):
            return render(request, "400.html", status=400)
        return get_response(request)

    return middleware


def methods(get_response):
    """Refuse methods that no page has: the admin would answer them like GET."""

    def middleware(request):
        if request.method not in METHODS and request.path.startswith(("/admin/", "/accounts/")):
            return HttpResponseNotAllowed(METHODS)
        return get_response(request)

    return middleware


def trail(get_response):
    """Tell the trail (events/trail.py) who acts, on the organisers' pages; elsewhere nobody does."""
    telling = HistoryRequestMiddleware(get_response)

    def middleware(request):
        return (telling if request.path.startswith("/admin/") else get_response)(request)

    return middleware


def error_pages(get_response):
    """Put a page behind the answers that Django leaves blank."""

    def middleware(request):
        response = get_response(request)
        if response.status_code == 405 and not response.streaming and not response.content:
            # The same answer, not a new one: Django would note that again.
            response.content = get_template("405.html").render(request=request)
        return response

    return middleware


def bad_request(request, exception):
    """Refuse what cannot be read; what is too much is told the limits."""
    if not isinstance(exception, (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)):
        return render(request, "400.html", status=400)
    limits = {
        "megabytes": settings.DATA_UPLOAD_MAX_MEMORY_SIZE / 1024**2,
        "fields": f"{settings.DATA_UPLOAD_MAX_NUMBER_FIELDS:,}",
        "files": settings.DATA_UPLOAD_MAX_NUMBER_FILES,
        "megabytes_of_files": (body_limit(request) - settings.DATA_UPLOAD_MAX_MEMORY_SIZE) // 1024**2,
    }
    return render(request, "413.html", limits, status=413)


def server_error(request):
    """Say that it is our fault; with nothing that could fail once more, like the database."""
    return HttpResponseServerError(get_template("500.html").render({"request": request}))
