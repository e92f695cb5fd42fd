"""Empty forms of visitors, kept in the process for some seconds as public pages are.

An empty form is the same for everybody but for its stamp. So it is kept with a mark where the stamp
stands, and each reader is given one of their own. Only answers to a plain GET are kept, and only
those that anybody may see: nothing that was typed, no cookie, no look at a session.
"""

import re
import secrets
from datetime import timedelta
from functools import wraps

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone

from events.page_cache import KeptPage, PageCache
from events.public import is_for_anybody
from registrations.visitor_form import new_stamp

MARK = secrets.token_hex(16)  # nobody can type what only this process knows
MARKED = re.compile(rf"{MARK} ([\w -]+)".encode())
kept = PageCache(life=timedelta(seconds=settings.PAGES_KEPT_SECONDS))


def kept_form(view):
    """Answer a plain GET with the form as it was rendered some seconds ago, and a new stamp."""

    @wraps(view)
    def answer(request, *args, **kwargs):
        if request.method == "POST" or request.META.get("QUERY_STRING"):
            return view(request, *args, **kwargs)
        now = timezone.now()
        if page := kept.get(request.path, now):
            return stamped(page, now)
        with kept.building(request.path):
            if page := kept.get(request.path, now):
                return stamped(page, now)
            request.stamp_mark = MARK
            response = view(request, *args, **kwargs)
            page = KeptPage(response.content, "", dict(response.items()))
            if response.status_code == 200 and is_for_anybody(request, response):
                kept.put(request.path, page, now)
        response.content = stamped(page, now).content
        return response

    return answer


def stamped(page, now):
    """Return the page with a new stamp wherever one is marked."""
    body = MARKED.sub(lambda mark: new_stamp(mark[1].decode(), now).encode(), page.body)
    return HttpResponse(body, headers=page.headers)
