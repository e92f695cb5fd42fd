"""What the pages behind personal links share."""

from functools import wraps

from django.shortcuts import render

from registrations import links


def for_holder_of(signer):
    """Give a view the registration of its link; answer a wrong link with how to get a right one."""

    def decorate(view):
        @wraps(view)
        def found(request, token):
            try:
                registration = links.registration_for(signer, token)
            except links.WrongLink:
                response = render(request, "registrations/wrong_link.html", status=404)
            else:
                response = view(request, registration)
            response["X-Robots-Tag"] = "noindex, nofollow"
            return response

        return found

    return decorate
