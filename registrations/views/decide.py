"""Deeds behind links in mails: each asks on GET and acts on POST, since mail scanners open every link."""

from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from registrations import erasure, links, noted, seats, visitor_form
from registrations.patience import Busy, patiently
from registrations.views.holder import for_holder_of


def ask_first(signer, template):
    """Show the template on GET; on POST do the deed and go to the personal page.

    The deed is a function of the registration and the moment; what it returns, if anything, is the answer.
    """

    def decorate(deed):
        @visitor_form.visitor_form
        @for_holder_of(signer)
        def view(request, registration):
            context = {
                "registration": registration,
                "webinar": registration.webinar,
                "page_path": links.page_path(registration),
            }
            if request.method != "POST":
                return render(request, template, context)
            try:
                answer = patiently(deed, registration, timezone.now())
            except seats.RegistrationClosed:
                noted.event("form refused", request, ["form.closed"])
                context["problem"] = _("Registration is closed: the place cannot be taken back any more.")
                return render(request, template, context)
            except Busy:
                noted.event("form refused", request, ["form.busy"])
                context["problem"] = _("This could not be done just now. Press the button once more.")
                return render(request, template, context, status=503)
            return answer or redirect(context["page_path"])

        return view

    return decorate


@ask_first(links.CONFIRM, "registrations/confirm.html")
def confirm(registration, now):
    seats.confirm(registration, now)


@ask_first(links.PAGE, "registrations/cancel.html")
def cancel(registration, now):
    seats.cancel(registration, now)


@ask_first(links.PAGE, "registrations/return.html")
def come_back(registration, now):
    seats.come_back(registration, now)


@ask_first(links.PAGE, "registrations/erase.html")
def erase(registration, now):
    erasure.erase(registration, now)
    return redirect("registrations:erased")


@require_safe
def erased(request):
    return render(request, "registrations/erased.html")
