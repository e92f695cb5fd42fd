"""What is promised of every public page."""

import hashlib
from functools import wraps

from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

CACHE_CONTROL = "public, max-age=0, s-maxage=10"


def public_page(view):
    """Make a view's answer one that any cache may keep and hand to anyone.

    Guarantees: only GET and HEAD are answered (405 otherwise); a page says how long it may be
    shared and carries a weak ETag of its bytes, so that asking again costs a 304. The view keeps
    its half by reading published data and the minute only, never session, user or messages:
    then no cookie is set and no Vary is added.
    """

    @require_safe
    @wraps(view)
    def answer(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = CACHE_CONTROL
        if response.status_code != 200:
            return response
        etag = f'W/"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        response["ETag"] = etag
        return get_conditional_response(request, etag=etag, response=response)

    return answer
