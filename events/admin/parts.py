"""The parts of a webinar, as rows on its page."""

from itertools import pairwise

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events import sittings, uploads
from events.admin import named
from events.admin.rows import FetchedFormSet, OrderedRows, RowFormSet, Rows
from events.admin.said_at import SaidAt
from events.checklist import is_outside
from events.models import Appearance, Document, Organiser, Session, Sitting, Takeaway


class OrganiserRows(OrderedRows):
    model = Organiser
    form = named.OrganiserForm
    formset = named.OrganiserFormSet
    verbose_name = gettext_lazy("organisation")
    verbose_name_plural = gettext_lazy("organisations")
    joined = "organisation"
    autocomplete_fields = ["organisation"]
    fields = [("organisation", "new_name"), "role"]

    def get_formset(self, request, obj=None, **kwargs):
        return named.by(request.user, super().get_formset(request, obj, **kwargs))


class SittingForm(SaidAt, forms.ModelForm):
    said_at = {"sitting_ends_after_it_starts": "ends_at", "sitting_lasts_at_most_1_days": "ends_at"}

    def _get_validation_exclusions(self):
        # The set of rows answers for the overlap: it knows how the neighbours are about to move.
        return super()._get_validation_exclusions() | {"webinar"}


class SittingFormSet(FetchedFormSet):
    def clean(self):
        super().clean()
        rows = [form for form in self.forms if form.is_valid() and form.cleaned_data]
        rows = [form.instance for form in rows if not form.cleaned_data.get("DELETE")]
        rows.sort(key=lambda sitting: sitting.starts_at)
        if any(later.starts_at < earlier.ends_at for earlier, later in pairwise(rows)):
            raise ValidationError(_("The sittings of a webinar must not overlap."))
        self.number_new(rows)

    def number_new(self, rows):
        first = sittings.next_number(self.instance) if self.instance.pk else 1
        for number, sitting in enumerate((row for row in rows if row.number is None), start=first):
            sitting.number = number


class SittingRows(Rows):
    model = Sitting
    form = SittingForm
    formset = SittingFormSet
    fields = [("starts_at", "ends_at"), "label"]
    short_name = gettext_lazy("sittings")
    help = gettext_lazy(
        "Only for a webinar held in several stretches, such as two mornings: each is a sitting."
    )

    def has_add_permission(self, request, obj=None):
        return is_draft(obj) and super().has_add_permission(request, obj)

    def has_change_permission(self, request, obj=None):
        return is_draft(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return is_draft(obj) and super().has_delete_permission(request, obj)


def is_draft(webinar):
    return webinar is None or webinar.status == webinar.Status.DRAFT


class SessionForm(SaidAt, forms.ModelForm):
    said_at = {"session_ends_after_it_starts": "ends_at"}


class SessionFormSet(RowFormSet):
    """While a webinar is a draft, its programme may be ahead of its times; later it keeps to them."""

    def clean(self):
        super().clean()
        if is_draft(self.instance):
            return
        for form in self.forms:
            if {"starts_at", "ends_at"} & set(form.changed_data) and form.is_valid():
                self.refuse_outside(form)

    def refuse_outside(self, form):
        if is_outside(form.instance, self.instance):
            field = "starts_at" if form.instance.starts_at else "ends_at"
            form.add_error(field, _("This does not lie within the time of the webinar."))


class SessionRows(OrderedRows):
    model = Session
    form = SessionForm
    formset = SessionFormSet
    own_choices = {"sitting": []}
    short_name = gettext_lazy("sessions")
    fieldsets = [
        (None, {"fields": ["title", ("kind", "starts_at", "ends_at")]}),
        (
            gettext_lazy("Texts and sitting"),
            {"fields": ["text_before", "text_after", "sitting"], "classes": ["collapse"]},
        ),
    ]


class AppearanceRows(OrderedRows):
    model = Appearance
    form = named.AppearanceForm
    own_choices = {"session": []}
    joined = "speaker"
    autocomplete_fields = ["speaker"]
    verbose_name = gettext_lazy("speaker or moderator")
    short_name = gettext_lazy("speakers")
    verbose_name_plural = gettext_lazy("speakers and moderators")
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("speaker", "new_name"),
                    ("role", "session"),
                    ("function", "organisation"),
                    "is_confirmed",
                ]
            },
        ),
        (
            gettext_lazy("Talk, unit, own role"),
            {"fields": ["talk_title", "unit", "role_label"], "classes": ["collapse"]},
        ),
    ]

    def get_formset(self, request, obj=None, **kwargs):
        return named.by(request.user, super().get_formset(request, obj, **kwargs))


def unnamed(formsets):
    """Return the appearances saved just now that are ticked as confirmed and have no name."""
    forms = [
        form for rows in formsets if rows.model is Appearance for form in rows.forms if form.has_changed()
    ]
    saved = [form.instance for form in forms if not form.cleaned_data.get("DELETE")]
    return [each for each in saved if each.is_confirmed and each.speaker is None]


class DocumentForm(forms.ModelForm):
    def clean(self):
        cleaned = super().clean()
        if "file" in self.changed_data and "file" in self.cleaned_data:
            file = self.cleaned_data["file"]  # False when it is taken away
            self.instance.size, self.instance.pages = uploads.facts_of(file) if file else (None, None)
        return cleaned


class DocumentRows(OrderedRows):
    model = Document
    form = DocumentForm
    own_choices = {"session": [], "appearance": ["speaker"]}
    short_name = gettext_lazy("documents")
    verbose_name_plural = gettext_lazy("documents and recordings")
    fieldsets = [
        (None, {"fields": [("kind", "lang"), "title", "file", "url"]}),
        (
            gettext_lazy("Who, when, of which session"),
            {
                "fields": [("audience", "publish_at"), "session", "appearance", "kind_label"],
                "classes": ["collapse"],
            },
        ),
    ]


class TakeawayRows(OrderedRows):
    model = Takeaway
    short_name = gettext_lazy("takeaways")
    verbose_name_plural = gettext_lazy("key takeaways (after the webinar)")
    fields = ["sentence"]
