"""What the pages behind personal links share."""

from functools import wraps

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone, translation

from registrations import limits, links, noted

kept = {}  # the page about a wrong link, by language, as it was last made


def for_holder_of(signer):
    """Give a view the registration of its link, in its language; answer a wrong link with how to get one."""

    def decorate(view):
        @wraps(view)
        def found(request, token, **named):
            try:
                registration = links.registration_for(signer, token)
            except links.WrongLink:
                response = wrong_link(request)
            else:
                with translation.override(registration.spoken_language()):
                    response = view(request, registration, **named)
            response["X-Robots-Tag"] = "noindex, nofollow"
            return response

        return found

    return decorate


def wrong_link(request):
    """Say how to get a right link; a network that goes on guessing costs neither a query nor a template."""
    language = translation.get_language()
    is_slow = limits.may_guess(request, timezone.now())
    noted.event("link refused" if is_slow else "limit hit", request, ["link.wrong"])
    if is_slow or language not in kept:
        kept[language] = render_to_string("registrations/wrong_link.html", request=request)
    return HttpResponse(kept[language], status=404)
