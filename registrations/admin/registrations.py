from django import forms
from django.contrib import admin, messages
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from registrations import outbox, personal_links, seats
from registrations.admin import exports
from registrations.admin.messages import MessageRows
from registrations.forms import Address, name_field
from registrations.models import Answer, JournalEntry, Message, Needs, Registration


class JournalRows(admin.TabularInline):
    model = JournalEntry
    fields = readonly_fields = ["at", "deed", "by"]
    extra = 0
    can_delete = False
    verbose_name_plural = gettext_lazy("what happened")

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class AnswerRows(admin.TabularInline):
    model = Answer
    fields = readonly_fields = ["asked", "value", "version", "answered_at"]
    extra = 0
    can_delete = False
    verbose_name_plural = gettext_lazy("answers")

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class NeedsRows(admin.StackedInline):
    """Seen by those with the permission for it only."""

    model = Needs
    fields = ["what", "text", "is_arranged"]
    readonly_fields = ["what", "text"]
    extra = 0
    can_delete = False
    verbose_name = verbose_name_plural = gettext_lazy("access needs")

    def has_add_permission(self, request, obj=None):
        return False

    @admin.display(description=gettext_lazy("needs"))
    def what(self, needs):
        return ", ".join(needs.kind_names())


class ByHandForm(forms.ModelForm):
    """Somebody whom an organiser registers: who asked by telephone, say."""

    name = name_field()
    email = Address()

    class Meta:
        model = Registration
        fields = ["webinar", "name", "email", "organisation", "job_title", "country"]

    def clean(self):
        webinar, email = self.cleaned_data.get("webinar"), self.cleaned_data.get("email")
        if webinar and email and webinar.registrations.with_address(email).live().exists():
            self.add_error("email", _("This address is registered already."))
        return self.cleaned_data

    def _get_validation_exclusions(self):
        # One who cancelled may be registered again: the verb revives the row.
        return super()._get_validation_exclusions() | {"email"}


@admin.register(Registration)
class RegistrationAdmin(admin.ModelAdmin):
    """People register by the form; organisers look, search, cancel, send again and export."""

    list_display = ["name", "email", "organisation", "status", "webinar", "created_at"]
    list_filter = ["status", ("webinar", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["webinar"]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["name", "email", "organisation", "reference"]
    search_help_text = gettext_lazy("Search in names, addresses, organisations and references.")
    actions = ["approve", "decline", "cancel", "send_link", "renew_link"]
    change_list_template = "admin/registrations/registration/change_list.html"
    fieldsets = [
        (None, {"fields": ["webinar", "status", "waitlist_number", "reference"]}),
        (
            gettext_lazy("Person"),
            {"fields": ["name", "email", "organisation", "job_title", "country", "group", "question"]},
        ),
        (gettext_lazy("When"), {"fields": ["created_at", "changed_at"]}),
    ]
    inlines = [NeedsRows, AnswerRows, JournalRows, MessageRows]
    autocomplete_fields = ["webinar"]

    def get_readonly_fields(self, request, obj=None):
        return [name for _, options in self.fieldsets for name in options["fields"]] if obj else []

    def get_fieldsets(self, request, obj=None):
        return super().get_fieldsets(request, obj) if obj else [(None, {"fields": ByHandForm.Meta.fields})]

    def get_form(self, request, obj=None, **kwargs):
        return super().get_form(request, obj, **kwargs if obj else {"form": ByHandForm, **kwargs})

    def get_inlines(self, request, obj):
        return self.inlines if obj else []

    def save_model(self, request, obj, form, change):
        if not change:
            details = {name: form.cleaned_data[name] for name in form.cleaned_data if name != "webinar"}
            added = seats.add(obj.webinar, details, timezone.now(), request.user)
            obj.__dict__.update(added.__dict__)

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.action(description=gettext_lazy("Approve"), permissions=["change"])
    def approve(self, request, queryset):
        done = [seats.approve(each, timezone.now(), request.user) for each in in_order(queryset)]
        say(request, done, gettext_lazy("they were not waiting for approval"))

    @admin.action(description=gettext_lazy("Decline"), permissions=["change"])
    def decline(self, request, queryset):
        done = [seats.decline(each, timezone.now(), request.user) for each in in_order(queryset)]
        say(request, done, gettext_lazy("they were not waiting for approval"))

    @admin.action(
        description=gettext_lazy("Cancel, and give the place to the waitlist"), permissions=["change"]
    )
    def cancel(self, request, queryset):
        done = [seats.cancel(each, timezone.now(), request.user) for each in in_order(queryset)]
        say(request, done, gettext_lazy("they were cancelled already"))

    @admin.action(description=gettext_lazy("Send the personal link again"), permissions=["change"])
    def send_link(self, request, queryset):
        now = timezone.now()
        done = []
        for registration in queryset.select_related("webinar"):
            done.append(registration.is_live)
            if registration.is_live:
                outbox.queue(Message.Kind.PERSONAL_LINK, registration, now, version=now.isoformat())
        say(request, done, gettext_lazy("they are cancelled"))

    @admin.action(
        description=gettext_lazy("Make the personal link invalid and send a new one"), permissions=["change"]
    )
    def renew_link(self, request, queryset):
        done = [personal_links.renew(each, timezone.now(), request.user) for each in in_order(queryset)]
        say(request, done, gettext_lazy("their data has been erased"))

    def get_urls(self):
        view = self.admin_site.admin_view(exports.download)
        here = {"model_admin": self}
        return [path("export/", view, here, name="registrations_registration_export"), *super().get_urls()]


def in_order(queryset):
    """Webinar by webinar, as all that lock their places do, and those who came first, first."""
    return queryset.select_related("webinar").order_by("webinar_id", "pk")


def say(request, done, why_not):
    """Tell how many were done and how many were skipped, and why."""
    changed, skipped = done.count(True), done.count(False)
    text = ngettext("%d registration done.", "%d registrations done.", changed) % changed
    if skipped:
        text += " " + _("%(count)d skipped: %(why)s.") % {"count": skipped, "why": why_not}
    messages.success(request, text)
