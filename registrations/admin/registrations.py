from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events import times
from events.admin import fields, guard, mistakes
from events.models import Right, Webinar
from registrations import details, seats
from registrations.admin import bulk, counting, deeds, exports, filters, moments, over_time, person
from registrations.admin.by_hand import ByHandForm
from registrations.admin.counting import ManyRows
from registrations.admin.filters import (
    CountryFilter,
    GroupFilter,
    NeedsFilter,
    StateFilter,
    WebinarFilter,
    of_one_webinar,
    webinar_shown_before,
)
from registrations.admin.needs import NeedsRows, may_see_needs
from registrations.models import Registration
from registrations.timeline import timeline


@admin.register(Registration)
class RegistrationAdmin(guard.Guarded, admin.ModelAdmin):
    """People register by the form; organisers look, search, cancel, send again and export."""

    rights = {"view": Right.PEOPLE, "add": Right.PEOPLE, "change": Right.PEOPLE}
    chosen_with = Right.PEOPLE

    def is_theirs(self, user, right, obj):
        return user.may(right, obj.webinar)

    list_display = ["name", "status", "email", "organisation", "webinar", "first_registered"]
    list_filter = [WebinarFilter, StateFilter, GroupFilter, CountryFilter, NeedsFilter]
    list_select_related = ["webinar"]
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    search_fields = ["name", "email", "organisation", "reference"]
    search_help_text = gettext_lazy("Beginnings of words in names, addresses, organisations and references.")
    actions = ["approve", "decline", "cancel", "send_link", "renew_link"]
    change_list_template = "admin/registrations/registration/change_list.html"
    fieldsets = [
        (None, {"fields": ["webinar", "status", "waitlist_number", "reference"]}),
        (
            gettext_lazy("Person"),
            {"fields": ["name", "email", "organisation", "job_title", "country", "group", "question"]},
        ),
        (gettext_lazy("When"), {"fields": ["first_registered", "last_changed"]}),
    ]
    inlines = [NeedsRows]

    class Media:
        js = ["js/admin_names.js", "js/admin_unsaved.js"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("webinar")

    @admin.display(description=gettext_lazy("first registered"), ordering="created_at")
    def first_registered(self, registration):
        return moments.stamp(registration.created_at, registration)

    @admin.display(description=gettext_lazy("last changed"))
    def last_changed(self, registration):
        return moments.stamp(registration.changed_at, registration)

    def render_change_form(self, request, context, *args, **kwargs):
        # Nothing but access needs is saved on the page of a person.
        shows_save = context["original"] is None or any(context["inline_admin_formsets"])
        context = {**mistakes.told(guard.one_button(context)), "show_save": shows_save}
        return super().render_change_form(request, context, *args, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        # Webinars are described on their own screen, not beside a choice.
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        return fields.only_a_choice(field)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        kwargs["queryset"] = (
            Webinar.objects.of(request.user, Right.PEOPLE)
            .filter(ends_at__gt=timezone.now())
            .exclude(status=Webinar.Status.CANCELLED)
            .order_by("starts_at", "pk")
        )
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        field.label_from_instance = lambda webinar: f"{webinar} ({times.days(webinar)})"
        return field

    def get_changeform_initial_data(self, request):
        return {"webinar": webinar_shown_before(request), **super().get_changeform_initial_data(request)}

    def get_readonly_fields(self, request, obj=None):
        return [name for _, options in self.fieldsets for name in options["fields"]] if obj else []

    def get_fieldsets(self, request, obj=None):
        return super().get_fieldsets(request, obj) if obj else [(None, {"fields": ByHandForm.Meta.fields})]

    def get_form(self, request, obj=None, **kwargs):
        return super().get_form(request, obj, **kwargs if obj else {"form": ByHandForm, **kwargs})

    def get_inlines(self, request, obj):
        # What was sent is read even if it is gone by now: then it is refused, not dropped without a word.
        is_shown = obj and (request.method == "POST" or hasattr(obj, "needs"))
        return self.inlines if is_shown else []

    def save_model(self, request, obj, form, change):
        if not change:
            typed = {name: form.cleaned_data[name] for name in form.cleaned_data if name != "webinar"}
            added = seats.add(obj.webinar, typed, timezone.now(), request.user)
            obj.__dict__.update(added.__dict__)

    def response_add(self, request, obj, post_url_continue=None):
        waits = obj.status == Registration.Status.WAITLISTED
        said = (
            _("%s is on the waitlist and gets a mail now.")
            if waits
            else _("%s is registered and gets a mail now.")
        )
        messages.success(request, said % obj.name)
        return self.response_post_save_add(request, obj)

    def has_delete_permission(self, request, obj=None):
        return False

    def history_view(self, request, object_id, extra_context=None):
        """Lead to what happened: that is on the page itself, in one order."""
        obj = self.get_object(request, unquote(object_id))
        return redirect(reverse("admin:registrations_registration_change", args=[obj.pk]) + "#moments")

    def save_formset(self, request, form, formset, change):
        for needs in formset.save(commit=False):
            details.arrange(needs, timezone.now(), request.user)

    def response_change(self, request, obj):
        # Who comes by the link of a mail has come for this person, and reads below what was noted.
        messages.success(request, _("Saved."))
        return redirect("admin:registrations_registration_change", obj.pk)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        registration = self.get_object(request, unquote(object_id))
        context = {}
        if registration and self.has_view_permission(request, registration):
            happened = timeline(registration, shows_needs=may_see_needs(request, registration))
            context = {
                "timeline": happened,
                "answers": registration.answers.all(),
                "deeds": deeds.possible(registration),
            }
        return super().change_view(request, object_id, form_url, {**context, **(extra_context or {})})

    def changelist_view(self, request, extra_context=None):
        context = of_one_webinar(request, self.opts)
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def get_changelist(self, request, **kwargs):
        return ManyRows

    def get_sortable_by(self, request):
        """Sort by anything within a webinar; all that there are, by time only: it has an index."""
        return self.list_display if request.GET.get(WebinarFilter.parameter_name) else ["first_registered"]

    def get_paginator(self, request, *args, **kwargs):
        return counting.pages(request, *args, right=Right.PEOPLE, merged=filters.MERGED, **kwargs)

    def get_search_results(self, request, queryset, search_term):
        return counting.said_by(request, queryset, Right.PEOPLE, search_term), False

    @admin.action(description=gettext_lazy("Approve"), permissions=["change"])
    def approve(self, request, queryset):
        return bulk.asked_then_done(request, self, queryset, "approve")

    @admin.action(description=gettext_lazy("Decline"), permissions=["change"])
    def decline(self, request, queryset):
        return bulk.asked_then_done(request, self, queryset, "decline")

    @admin.action(
        description=gettext_lazy("Cancel, and give the place to the waitlist"), permissions=["change"]
    )
    def cancel(self, request, queryset):
        return bulk.asked_then_done(request, self, queryset, "cancel")

    @admin.action(description=gettext_lazy("Send the personal link again"), permissions=["change"])
    def send_link(self, request, queryset):
        return bulk.asked_then_done(request, self, queryset, "send_link")

    @admin.action(
        description=gettext_lazy("Make the personal link invalid and send a new one"), permissions=["change"]
    )
    def renew_link(self, request, queryset):
        return bulk.asked_then_done(request, self, queryset, "renew_link")

    def get_urls(self):
        view, here = self.admin_site.admin_view, {"model_admin": self}
        return [
            path("export/", view(exports.download), here, name="registrations_registration_export"),
            path(
                "over-time/<int:pk>/",
                view(over_time.page),
                here,
                name="registrations_registration_over_time",
            ),
            *person.urls(self),
            *super().get_urls(),
        ]
