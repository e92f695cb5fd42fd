"""The door: shows itself on GET, counts and leads to the room on POST."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from registrations import attendance, links, noted, visitor_form
from registrations.door import door_for
from registrations.models import Admission
from registrations.views.holder import for_holder_of


@visitor_form.visitor_form
@for_holder_of(links.JOIN)
def join(request, registration):
    """Show the door; a scanner that opens the link leaves no trace."""
    now = timezone.now()
    if request.method == "POST":
        try:
            goal = attendance.join(registration, now)
        except attendance.DoorClosed:
            noted.event("form refused", request, [f"door.{door_for(registration, now).state}"])
            # This page by GET: a posted one, loaded again when the doors open, would press Join by itself.
            goal = links.join_path(registration)
        return HttpResponse(status=303, headers={"Location": goal, "Cache-Control": "private, no-store"})
    return show(request, registration, now)


def show(request, registration, now):
    door = door_for(registration, now)
    context = {
        "registration": registration,
        "webinar": registration.webinar,
        "admission": Admission.of(registration.webinar),
        "door": door,
        "now": now,
        "page_path": links.page_path(registration),
    }
    response = render(request, "registrations/join.html", context)
    if door.is_open:
        # Chromium holds the redirect to the room against the page that was pressed.
        response._csp_update = {"form-action": ["https:"]}
    return response
