"""What is promised of every public page."""

import hashlib
from datetime import timedelta
from functools import wraps

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from events import compression
from events.page_cache import KeptPage, PageCache

CACHE_CONTROL = "public, max-age=0, s-maxage=10"
kept = PageCache(life=timedelta(seconds=settings.PAGES_KEPT_SECONDS))


def public_page(view):
    """Make a view's answer one that any cache may keep and hand to anyone.

    Guarantees: only GET is answered, and HEAD as such (405 otherwise); a page says how long it may be
    shared and carries a weak ETag of its bytes, so that asking again costs a 304; it is compressed
    for those who understand that, and varies by nothing else. The view keeps its half by reading
    published data and the minute only, never session, user or messages: then no cookie is set,
    and the page can be kept for some seconds (events/page_cache.py) under its path, which
    tells the language, too. An address with a query is built each time, so that nobody fills
    the memory by making up queries.
    """

    @require_safe
    @wraps(view)
    def answer(request, *args, **kwargs):
        if request.META.get("QUERY_STRING"):
            response = view(request, *args, **kwargs)
            return answered(request, page_of(response)) if response.status_code == 200 else shared(response)
        now = timezone.now()
        with kept.building(request.path):
            if page := kept.get(request.path, now):
                return answered(request, page)
            response = view(request, *args, **kwargs)
            if response.status_code != 200:
                return shared(response)
            page = page_of(response)
            if is_for_anybody(request, response):
                kept.put(request.path, page, now)
        return answered(request, page)

    return answer


def kept_pages(get_response):
    """Answer with a page that is kept, before sessions, organisers and addresses cost anything."""

    def middleware(request):
        is_plain = request.method == "GET" and not request.META.get("QUERY_STRING")
        place = request.path, timezone.now()
        page = is_plain and (kept.get(*place) or kept.meanwhile(*place))
        if not page:
            return get_response(request)
        request.get_host()  # refuses one that is not ours
        return answered(request, page)

    return middleware


def shared(response):
    if response.status_code < 500:  # a trouble of the moment is not for others
        response["Cache-Control"] = CACHE_CONTROL
    return response


def is_for_anybody(request, response):
    """Return whether the answer may be handed to others: a mistake in a view must not leak."""
    session = getattr(request, "session", None)
    return not response.cookies and not response.has_header("Vary") and not (session and session.accessed)


def page_of(response):
    etag = f'W/"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    return KeptPage(response.content, etag, dict(response.items()))


def answered(request, page):
    """Return the page in the coding its reader prefers, or 304 to whoever has it already."""
    headers = {**page.headers, "Cache-Control": CACHE_CONTROL, "ETag": page.etag, "Vary": "Accept-Encoding"}
    coding = "identity"
    if compression.is_worth_it(page.headers["Content-Type"], page.body):
        coding = compression.preferred(request.META.get("HTTP_ACCEPT_ENCODING", ""))
    if coding != "identity":
        headers["Content-Encoding"] = coding
    body = page.body_in(coding)
    headers["Content-Length"] = str(len(body))
    response = HttpResponse(body, headers=headers)
    return get_conditional_response(request, etag=page.etag, response=response)
