"""The webinar's page of events, with admission on it: who is let in, how many, until when."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.admin.rows import Rows
from events.admin.webinar import WebinarAdmin as ProgrammeAdmin
from events.models import Webinar
from registrations import seats
from registrations.models import Admission

admin.site.unregister(Webinar)


class AdmissionRows(Rows):
    model = Admission
    verbose_name_plural = _("registration")
    can_delete = False
    fieldsets = [
        (None, {"fields": ["capacity", ("opens_at", "closes_at")]}),
        (
            _("Before a place is given"),
            {"fields": [("asks_confirmation", "asks_approval")], "classes": ["collapse"]},
        ),
        (
            _("The room"),
            {
                "fields": [
                    "room_url",
                    "doors_open_minutes",
                    "room_instructions",
                    "meeting_tool",
                    "meeting_privacy_url",
                ]
            },
        ),
        (
            _("What people are asked, besides name and email address"),
            {"fields": [("organisation", "job_title", "country")], "classes": ["collapse"]},
        ),
        (_("How long it is kept"), {"fields": ["retention_days"], "classes": ["collapse"]}),
    ]


@admin.register(Webinar)
class WebinarAdmin(ProgrammeAdmin):
    inlines = [AdmissionRows, *ProgrammeAdmin.inlines]

    def save_model(self, request, obj, form, change):
        if change:
            # First the places, then the webinar: the order in which registering takes them.
            seats.lock(obj)
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        seats.refill(form.instance, timezone.now())
