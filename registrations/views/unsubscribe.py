"""Stopping reminders: by a page with a button, or by one click in the mail program (RFC 8058)."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from registrations import links, reminders
from registrations.views.holder import wrong_link


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request, token):
    """Ask on GET; on POST stop the reminders, whoever's server posts and whatever the body says.

    So a post from elsewhere is no cross-site forgery here: the address alone is the authority, and
    the worst it does is to spare somebody a mail. The answer is the same each time.
    """
    try:
        registration = links.registration_to_unsubscribe(token)
    except links.WrongLink:
        response = wrong_link(request)
    else:
        with translation.override(registration.spoken_language() if registration else settings.LANGUAGE_CODE):
            response = answer(request, registration)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def answer(request, registration) -> HttpResponse:
    is_stopped = registration is None or not registration.is_reminded
    if registration and request.method == "POST":
        reminders.stop(registration, timezone.now())
        is_stopped = True
    context = {"webinar": registration and registration.webinar, "is_stopped": is_stopped}
    return render(request, "registrations/unsubscribe.html", context)
