"""The personal page: whoever holds its address acts for the registrant."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from events import downloads
from registrations import calendar, details, links, noted, own_data, visitor_form
from registrations.forms import DetailsForm
from registrations.models import Admission
from registrations.views.holder import for_holder_of


@sensitive_post_parameters()
@visitor_form.visitor_form
@for_holder_of(links.PAGE)
def page(request, registration):
    now = timezone.now()
    form = DetailsForm.of(registration, now, request.POST if request.method == "POST" else None)
    if form.is_valid() and registration.is_live:
        details.change(registration, form.details(), now, form.answers(), form.access_needs())
        return redirect(links.page_path(registration) + "?changed=1")
    if form.is_bound:
        noted.returned(request, form)
    context = {
        "registration": registration,
        "webinar": registration.webinar,
        "now": now,
        "form": form,
        "can_come_back": can_come_back(registration, now),
        "has_changed": request.GET.get("changed") == "1" and request.method != "POST",
        "documents": documents_for(registration, now),
        "page_path": links.page_path(registration),
        "join_path": links.join_path(registration),
        "deleted_on": Admission.of(registration.webinar).deletion_date(),
    }
    return render(request, "registrations/page.html", context)


def documents_for(registration, now):
    """Return (document, address) of each that this registrant may have now."""
    documents = registration.documents(now).exclude(file="", url="")
    return [(each, links.document_path(registration, each)) for each in documents]


def can_come_back(registration, now):
    cancelled = registration.status == registration.Status.CANCELLED
    return cancelled and Admission.of(registration.webinar).is_open(now)


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


@require_safe
@for_holder_of(links.PAGE)
def document(request, registration, pk, name):
    """Answer with the file, or lead to the address, whatever name ours ends in, to who has a place."""
    found = get_object_or_404(registration.documents(timezone.now()).exclude(file="", url=""), pk=pk)
    return downloads.file_of(request, found, cache="private, no-store") if found.file else redirect(found.url)


@require_safe
@for_holder_of(links.PAGE)
def data(request, registration):
    """Return what the site holds about the person, as a file to keep."""
    return JsonResponse(
        own_data.own_data(registration),
        json_dumps_params={"indent": 2, "ensure_ascii": False},
        headers={"Content-Disposition": 'attachment; filename="my-registration.json"'},
    )
