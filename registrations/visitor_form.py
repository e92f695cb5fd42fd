"""What every form of a visitor shares; they work without a cookie.

A visitor's form carries no authority of the browser (there is no session; on personal pages the
address is the authority), so Django's CSRF check guards organisers only. Instead:
- posts from other sites are refused by Sec-Fetch-Site, else by Origin;
- a signed stamp in the form holds its time, a random key and its purpose. The key makes a second
  sending of the same form harmless; a form without a valid stamp, or sent within two seconds, comes
  back filled in with a new stamp, and one more press sends it;
- a field that people never see catches robots that fill in everything.
"""

import secrets
from datetime import datetime, timedelta
from functools import wraps
from urllib.parse import urlsplit

from django.core import signing
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from registrations import noted

TRAP = "website"  # the field that only robots fill in
FORM_TYPES = {"application/x-www-form-urlencoded", "multipart/form-data"}
SHORTEST = timedelta(seconds=2)
LONGEST = timedelta(days=1)


def visitor_form(view):
    """Guard a view with a form for visitors: GET, HEAD and POST from this site only."""

    @csrf_exempt
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if request.method == "POST" and comes_from_another_site(request):
            noted.event("permission refused", request, ["form.another-site"])
            return render(request, "403.html", status=403)
        if request.method == "POST" and not is_a_form(request):
            return render(request, "400.html", status=415)
        return view(request, *args, **kwargs)

    return guarded


def is_a_form(request):
    """Return whether the body says to be what a browser makes of a form; anything else is not interpreted."""
    charset = request.content_params.get("charset", "utf-8")
    return request.content_type in FORM_TYPES and charset.lower() == "utf-8"


def comes_from_another_site(request):
    if site := request.headers.get("Sec-Fetch-Site"):
        return site not in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc != request.get_host()


def new_stamp(purpose: str, now: datetime) -> str:
    """Return the stamp of a form that is shown at `now`."""
    return signer(purpose).sign_object([new_key(), now.timestamp()])


def new_key() -> str:
    return secrets.token_hex(16)


def signer(purpose):
    return signing.Signer(salt=f"registrations.visitor_form {purpose}")


def read_stamp(request, purpose: str, now: datetime) -> str | None:
    """Return the key of a posted form; None when its stamp is missing, foreign, stale or too fresh."""
    key, age = key_and_age(request, purpose, now)
    return key if SHORTEST.total_seconds() <= age <= LONGEST.total_seconds() else None


def why_once_more(request, purpose: str, now: datetime) -> str:
    """Return why a form is to be sent again: "fast", "stale", or "unknown": its stamp is not one of ours."""
    key, age = key_and_age(request, purpose, now)
    if key is None:
        return "unknown"
    # Machines differ a little in their clocks: a form from the future was fast, too.
    return "stale" if age > LONGEST.total_seconds() else "fast"


def key_and_age(request, purpose, now):
    """Return the key in a stamp and its age in seconds; (None, -1) when it is missing or foreign."""
    try:
        key, seconds = signer(purpose).unsign_object(request.POST.get("stamp", ""))
    except (signing.BadSignature, ValueError):
        return None, -1
    return key, now.timestamp() - seconds


def stamp_for(request, purpose: str, now: datetime) -> str:
    """Return the stamp for the form that answers this request.

    A form that comes back may be sent at once: its two seconds have passed already. One that is
    going to be kept gets a mark instead (kept_forms.py).
    """
    if mark := getattr(request, "stamp_mark", None):
        return f"{mark} {purpose}"
    return new_stamp(purpose, now - SHORTEST if request.method == "POST" else now)


def is_robot(request) -> bool:
    return bool(request.POST.get(TRAP))
