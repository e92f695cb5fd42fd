"""While the database does not answer, visitors are told to come back in seconds, with all they typed.

So are organisers who wait for a mail with which they sign in, while the mail server does not answer.

The page is made without the database. It carries the fields of the form with their stamp, so that pressing
once more is the same registration, whether or not the first press was stored.
"""

from django.db import InterfaceError, InternalError, OperationalError
from django.http import HttpResponse
from django.template.loader import get_template

from registrations import noted

RETRY_AFTER = "5"  # seconds
GONE = (OperationalError, InterfaceError, InternalError)  # down, full, too slow; a transaction that was ended


class MailServerAway(OSError):
    """The mail server took no mail that somebody waits for; its cause says why."""


def database_answers(get_response):
    def middleware(request):
        response = get_response(request)
        if response.status_code == 503:
            response.setdefault("Retry-After", RETRY_AFTER)
        return response

    def process_exception(request, exception):
        if isinstance(exception, GONE):
            code = getattr(exception.__cause__, "pgcode", None) or "none"
            noted.event("database unavailable", request, [f"database.{code}"])
        elif isinstance(exception, MailServerAway):
            reason = f"mail.{type(exception.__cause__).__name__}"
            noted.event("mail server unavailable", request, [reason])
        else:
            return None
        page = get_template("503.html").render({"request": request, "fields": typed(request)})
        return HttpResponse(page, status=503)

    middleware.process_exception = process_exception
    return middleware


def typed(request):
    """Return (name, value) of each field of a visitor's form; never of organisers', which hold passwords."""
    if request.method != "POST" or request.path.startswith(("/admin/", "/accounts/")):
        return []
    return [(name, value) for name, values in request.POST.lists() for value in values]
