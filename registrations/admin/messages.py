from functools import partial

from django.contrib import admin, messages
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events import usual_zone
from events.admin.guard import Guarded
from events.models import Right
from registrations import outbox
from registrations.admin import counting, health, moments
from registrations.models import Enquiry, Message, Registration


class StateFilter(admin.SimpleListFilter):
    title = _("status")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("waiting", _("Waiting")), ("sent", _("Sent")), ("failed", _("Given up"))]

    def queryset(self, request, queryset):
        wanted = {
            "waiting": {"sent_at": None, "failed_at": None},
            "sent": {"sent_at__isnull": False},
            "failed": {"failed_at__isnull": False},
        }
        return queryset.filter(**wanted.get(self.value(), {}))


class GivenUpFilter(admin.SimpleListFilter):
    """One of what only a mail that was given up has; said so, it is found by the index of these."""

    def queryset(self, request, queryset):
        if self.value() not in dict(self.lookup_choices):
            return queryset.none() if self.value() else queryset
        return queryset.filter(**{self.parameter_name: self.value(), "failed_at__isnull": False})


class SkippedFilter(GivenUpFilter):
    title = Message._meta.get_field("is_skipped").verbose_name
    parameter_name = "is_skipped__exact"

    def lookups(self, request, model_admin):
        return [("1", _("Yes"))]


class FailureFilter(GivenUpFilter):
    title = Message._meta.get_field("failure").verbose_name
    parameter_name = "failure__exact"

    def lookups(self, request, model_admin):
        return Message.Failure.choices


# By these the list is filtered within the index that has the mails of each webinar.
MERGED = ["state", "kind__exact"]


@admin.display(description=_("status"))
def state(message):
    if message.sent_at:
        return _("Sent")
    return _("Given up") if message.failed_at else _("Waiting")


@admin.register(Message)
class MessageAdmin(Guarded, admin.ModelAdmin):
    rights = {"view": Right.EDIT, "change": Right.EDIT}
    list_display = ["kind", state, "to", "due", "attempts", "failure", "last_error"]
    list_filter = [StateFilter, SkippedFilter, FailureFilter, "kind"]
    list_select_related = ["registration__webinar", "enquiry__webinar", "announcement__webinar"]
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    search_fields = ["registration", "enquiry"]
    search_help_text = _("Beginnings of words in names, addresses, organisations and references.")
    actions = ["send_again"]
    fields = readonly_fields = [
        "kind",
        "to",
        "registration",
        "enquiry",
        "created",
        "due",
        "attempts",
        "sent",
        "given_up",
        "failure",
        "last_error",
    ]

    def get_paginator(self, request, *args, **kwargs):
        return counting.pages(request, *args, right=Right.EDIT, merged=MERGED, **kwargs)

    def get_changelist(self, request, **kwargs):
        return counting.ManyRows

    def get_sortable_by(self, request):
        """Sort those that wait or were given up, which are few; all stand in the order of their index."""
        return ["due"] if request.GET.get("state") in {"waiting", "failed"} else []

    def get_search_results(self, request, queryset, search_term):
        if search_term:
            theirs = counting.to_search(request, queryset, Right.EDIT)
            # Each way by its own index, and no further than pages are shown: joined by OR, they would read
            # every mail there is, and without an end all mails of all who are called Ada.
            ways = [
                theirs.filter(registration__in=Registration.objects.said_by(search_term).values("pk")),
                theirs.filter(enquiry__in=Enquiry.objects.said_by(search_term).values("pk")),
            ]
            keys = [way.values("pk")[: counting.FOUND] for way in ways]
            queryset = queryset.filter(pk__in=[key["pk"] for key in keys[0].union(keys[1], all=True)])
        return queryset, False

    @usual_zone.shown_in_it
    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, extra_context)

    @usual_zone.shown_in_it
    def change_view(self, request, object_id, form_url="", extra_context=None):
        return super().change_view(request, object_id, form_url, extra_context)

    def get_urls(self):
        view = self.admin_site.admin_view(partial(health.of_all, self))
        return [path("health/", view, name="registrations_message_health"), *super().get_urls()]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description=_("about"))
    def to(self, message):
        return message.registration or message.enquiry or message.announcement

    @admin.display(description=_("written"))
    def created(self, message):
        return moments.stamp(message.created_at, self.to(message))

    @admin.display(description=_("due"), ordering="due_at")
    def due(self, message):
        return moments.stamp(message.due_at, self.to(message))

    @admin.display(description=_("sent"))
    def sent(self, message):
        return moments.stamp(message.sent_at, self.to(message))

    @admin.display(description=_("given up"))
    def given_up(self, message):
        return moments.stamp(message.failed_at, self.to(message))

    @admin.action(description=_("Send again"), permissions=["change"])
    def send_again(self, request, queryset):
        count = outbox.send_again(queryset, timezone.now())
        text = ngettext("%d mail waits to be sent.", "%d mails wait to be sent.", count)
        messages.success(request, text % count)
