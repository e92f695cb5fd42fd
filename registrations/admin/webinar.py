"""The webinar's page of events, with admission on it: who is let in, how many, until when."""

from datetime import timedelta
from functools import partial

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import flatten, unquote
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from events.admin.rows import OrderedRows, Rows
from events.admin.sections import Section, rows_of
from events.admin.webinar import WebinarAdmin as ProgrammeAdmin
from events.models import Right, Webinar
from registrations import seats
from registrations.admin import acts, duplicating, people, previews, publishing
from registrations.admin.deeds import moved_up
from registrations.models import Admission, Question, Reminder
from registrations.models.admission import usual_reminders
from registrations.models.question import MOST

admin.site.unregister(Webinar)

SECRET = set(Admission.history.model._history_excluded_fields)


class AdmissionForm(forms.ModelForm):
    reminders = forms.TypedMultipleChoiceField(
        label=_("reminders"),
        choices=Reminder.Slot,
        coerce=int,
        initial=usual_reminders,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=Admission._meta.get_field("reminders").help_text,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in SECRET & set(self.fields):
            # The trail keeps none of it, so the page itself tells what it showed: events/admin/meanwhile.py.
            self.fields[name].show_hidden_initial = True


class AdmissionRows(Rows):
    model = Admission
    form = AdmissionForm
    verbose_name = _("admission")
    min_num = 1
    can_delete = False
    template = "admin/registrations/admission.html"
    fieldsets = [  # each stands in the section whose name is among its classes
        (None, {"fields": ["capacity", ("opens_at", "closes_at")], "classes": ["admission"]}),
        (
            _("The room"),
            {
                "fields": [
                    "room_url",
                    "doors_open_minutes",
                    "room_instructions",
                    "meeting_tool",
                    "meeting_privacy_url",
                ],
                "classes": ["admission"],
            },
        ),
        (
            _("What people are asked, besides name and email address"),
            {
                "fields": [
                    ("organisation", "job_title", "country"),
                    ("group", "groups"),
                    ("needs", "needs_days"),
                    "question",
                ],
                "classes": ["collapse", "admission"],
            },
        ),
        (
            _("Before a place is given, and how long it is kept"),
            {
                "fields": [("asks_confirmation", "asks_approval"), "retention_days"],
                "classes": ["collapse", "admission"],
            },
        ),
        (_("Reminders"), {"fields": ["reminders"], "classes": ["messages"]}),
    ]

    def get_min_num(self, request, obj=None, **kwargs):
        return self.min_num if self.has_add_permission(request, obj) else 0

    def get_fieldsets(self, request, obj=None):
        """The way into the room is for those who let people in."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or request.user.may(Right.PEOPLE, obj):
            return fieldsets
        return [(name, options) for name, options in fieldsets if "room_url" not in options["fields"]]


class QuestionForm(forms.ModelForm):
    def save(self, commit=True):
        if self.instance.pk and "text" in self.changed_data:
            self.instance.version += 1  # a consent is to these words and no others
        return super().save(commit)


class QuestionRows(OrderedRows):
    model = Question
    form = QuestionForm
    max_num = MOST
    verbose_name = _("own question")
    verbose_name_plural = _("own questions on the form")
    short_name = _("own questions")
    fields = ["text", "why", ("kind", "is_required"), "choices"]

    def get_formset(self, request, obj=None, **kwargs):
        return super().get_formset(request, obj, **{"validate_max": True, **kwargs})


ADMISSION = Section(
    "admission",
    _("Admission"),
    _("How many may come, until when, into which room, and what they are asked when they register."),
    rows=(AdmissionRows, QuestionRows),
)
MESSAGES = Section(
    "messages",
    _("Mails"),
    _("What people are sent by themselves, and what you write to them."),
    rows=(AdmissionRows,),
    template="admin/registrations/webinar_messages.html",
)


@admin.register(Webinar)
class WebinarAdmin(ProgrammeAdmin):
    sections = (*ProgrammeAdmin.sections[:-1], ADMISSION, MESSAGES, ProgrammeAdmin.sections[-1])
    inlines = rows_of(sections)
    list_display = [*ProgrammeAdmin.list_display, "registrations"]

    def get_queryset(self, request):
        asked = request.resolver_match.url_name if request.resolver_match else ""
        needed = {"events_webinar_change": people.counted, "events_webinar_changelist": people.numbered}
        rows = super().get_queryset(request)
        return needed[asked](rows) if asked in needed else rows

    def get_urls(self):
        previews_of = partial(previews.mail_previews, self)
        html_of = partial(previews.mail_preview_html, self)
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/mails/", view(previews_of), name="events_webinar_mails"),
            path("<int:pk>/mails/<slug:kind>/", view(html_of), name="events_webinar_mail"),
            path("<int:pk>/publish/", view(partial(publishing.page, self)), name="events_webinar_publish"),
            path("<int:pk>/copy/", view(partial(duplicating.page, self)), name="events_webinar_copy"),
            path("<int:pk>/preview/form/", view(previews.form_preview), name="events_webinar_preview_form"),
            *acts.urls(self),
            *super().get_urls(),
        ]

    def moments(self, webinar):
        opens_at = Admission.of(webinar).opens_at
        before = [(_("before registration opens"), opens_at - timedelta(minutes=1))] if opens_at else []
        return [*before, *super().moments(webinar)]

    def goes_on(self, request, webinar):
        if "_publish" in request.POST:
            messages.success(request, _("Saved."))
            return redirect("admin:events_webinar_publish", webinar.pk)
        return super().goes_on(request, webinar)

    def render_change_form(self, request, context, *args, **kwargs):
        webinar = context.get("original")
        if webinar:
            context |= self.deeds(request, webinar)
            offer_to_move(context["adminform"], webinar, context["acts"])
        return super().render_change_form(request, context, *args, **kwargs)

    def deeds(self, request, webinar):
        """Return what can be done with the webinar besides saving it, by whoever asks for its page."""
        found = people.of(webinar, request.user)
        may_change = self.has_change_permission(request, webinar)
        return {
            "people": found,
            "may_copy": duplicating.may(request, webinar),
            "acts": acts.possible(webinar, found.are_to_be_told) if may_change else [],
            "show_delete": not found.are_any,  # delete_view() would refuse
        }

    def lock(self, key):
        # First the places, then the webinar: the order in which registering takes them.
        webinar = Webinar.objects.filter(pk=key).first()
        if webinar:
            seats.lock(webinar)
        super().lock(key)

    def delete_view(self, request, object_id, extra_context=None):
        webinar = self.get_object(request, unquote(object_id))
        if not self.has_delete_permission(request, webinar) or not webinar.registrations.exists():
            return super().delete_view(request, object_id, extra_context)
        text = _("It cannot be deleted while it has registrations. Cancel it: then people are told.")
        messages.error(request, text)
        return redirect("admin:events_webinar_change", webinar.pk)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if said := moved_up(seats.refill(form.instance, timezone.now())):
            messages.success(request, said)

    def get_list_display(self, request):
        # Whoever may see no people sees how many they are.
        last = "registrations" if request.user.may_anywhere(Right.PEOPLE) else "numbers"
        return [*super().get_list_display(request)[:-1], last]

    @admin.display(description=_("registrations"))
    def registrations(self, webinar):
        """Say how many there are, in the words of its page; leads to the people."""
        url = reverse("admin:registrations_registration_changelist")
        return places_link(webinar, f"{url}?webinar__id__exact={webinar.pk}")

    @admin.display(description=_("registrations"))
    def numbers(self, webinar):
        """Say the same; leads to how they became so many."""
        return places_link(webinar, reverse("admin:registrations_registration_over_time", args=[webinar.pk]))


def offer_to_move(adminform, webinar, possible):
    """Say beside the times that cannot be typed any more how they are changed."""
    if "move" not in dict(possible):
        return
    url = reverse("admin:events_webinar_act", args=[webinar.pk, "move"])
    link = format_html('<a href="{}">{}…</a>', url, acts.ACTS["move"].title)
    for _heading, options in adminform.fieldsets:
        if "time_zone" in flatten(options["fields"]):
            options["description"] = format_html(_("To change the time, use {}"), link)


def places_link(webinar, url):
    words = people.in_words(webinar)
    label = _("Registrations of %(webinar)s: %(number)s") % {"webinar": webinar, "number": words}
    return format_html('<a href="{}" aria-label="{}">{}</a>', url, label, words)
