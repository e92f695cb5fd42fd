"""The personal page: whoever holds its address acts for the registrant."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from registrations import calendar, details, links, seats, visitor_form
from registrations.forms import DetailsForm
from registrations.patience import Busy, patiently
from registrations.views.holder import for_holder_of


@sensitive_post_parameters()
@visitor_form.visitor_form
@for_holder_of(links.PAGE)
def page(request, registration):
    form = DetailsForm(request.POST if request.method == "POST" else None, registration=registration)
    if form.is_valid():
        details.change(registration, form.cleaned_data, timezone.now())
        return redirect(links.page_path(registration) + "?changed=1")
    return show(request, registration, form)


def show(request, registration, form):
    context = {
        "registration": registration,
        "webinar": registration.webinar,
        "now": timezone.now(),
        "form": form,
        "has_changed": request.GET.get("changed") == "1" and request.method != "POST",
        "page_path": links.page_path(registration),
        "join_path": links.join_path(registration),
    }
    return render(request, "registrations/page.html", context)


@visitor_form.visitor_form
@for_holder_of(links.CONFIRM)
def confirm(request, registration):
    """Ask on GET, confirm on POST: mail scanners open every link they see."""
    if request.method == "POST":
        patiently(seats.confirm, registration, timezone.now())
        return redirect(links.page_path(registration))
    context = {"registration": registration, "webinar": registration.webinar}
    return render(request, "registrations/confirm.html", context)


@visitor_form.visitor_form
@for_holder_of(links.PAGE)
def cancel(request, registration):
    """Ask on GET, cancel on POST: mail scanners open every link they see."""
    context = {
        "registration": registration,
        "webinar": registration.webinar,
        "page_path": links.page_path(registration),
    }
    if request.method == "POST":
        try:
            patiently(seats.cancel, registration, timezone.now())
        except Busy:
            context["problem"] = _("This could not be done just now. Press the button once more.")
            return render(request, "registrations/cancel.html", context, status=503)
        return redirect(links.page_path(registration))
    return render(request, "registrations/cancel.html", context)


@require_safe
@for_holder_of(links.PAGE)
def calendar_file(request, registration):
    """Return the person's own entry; withdrawn once they have no place."""
    if registration.status not in {registration.Status.REGISTERED, registration.Status.CANCELLED}:
        return render(request, "registrations/wrong_link.html", status=404)
    method = "CANCEL" if registration.status == registration.Status.CANCELLED else "REQUEST"
    content = calendar.whole(registration, method=method, now=timezone.now())
    return HttpResponse(
        content,
        content_type=f"text/calendar; method={method}; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="webinar.ics"'},
    )
