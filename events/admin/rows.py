"""Rows below a page: in the order typed, pointing at nothing of another webinar."""

from functools import partial

from admin_ordering.admin import OrderableAdmin
from django import forms
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.utils.translation import gettext_lazy as _

from events.admin import fields
from events.admin.choices import FetchedSelect, Known, written_at_once
from events.admin.guard import GuardedRows
from events.at_once import fetched

LARGEST_ORDER = 32_767


class FetchedFormSet(forms.BaseInlineFormSet):
    """Shows the rows that were fetched with the page; what was sent is compared with the rows as they are."""

    def get_queryset(self):
        found = None if self.is_bound else fetched(self.instance, self.model)
        return super().get_queryset() if found is None else found


class RowFormSet(FetchedFormSet):
    """Gives each row without a number the next one."""

    def _construct_form(self, i, **kwargs):
        form = super()._construct_form(i, **kwargs)
        for name, field in form.fields.items():
            box = getattr(field.widget, "widget", None)
            if isinstance(box, FetchedSelect):
                box.fetched = form.instance._state.fields_cache.get(name)
        return form

    def clean(self):
        super().clean()
        rows = [form for form in self.forms if form.has_changed() or form.instance.pk]
        rows = [form for form in rows if form.is_valid() and not form.cleaned_data.get("DELETE")]
        last = max((form.instance.order or 0 for form in rows), default=0)
        for form in rows:
            if form.instance.order is None:
                last = form.instance.order = min(last + 1, LARGEST_ORDER)


class Rows(GuardedRows, admin.StackedInline):
    """The rows of one page.

    `own_choices` names the fields that may only point at rows of that page, and what these rows need
    to say what they are: {"appearance": ["speaker"]}. `joined` is a foreign key whose row comes along.
    """

    formfield_overrides = fields.OVERRIDES
    formset = FetchedFormSet
    template = "admin/rows.html"
    extra = 0
    own_choices = {}
    joined = ""
    short_name = None  # in the list of parts beside the page
    help = ""

    def get_extra(self, request, obj=None, **kwargs):
        # Without JavaScript, rows are added by a button that saves and comes back with an empty one.
        return 1 if request.GET.get("more") == self.opts.model_name else 0

    def get_queryset(self, request):
        found = super().get_queryset(request)
        return found.select_related(self.joined) if self.joined else found

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        return written_at_once(fields.without_detours(field))

    def get_formset(self, request, obj=None, **kwargs):
        callback = partial(self.own_formfield, request=request, page=obj)
        return super().get_formset(request, obj, **{"formfield_callback": callback, **kwargs})

    def own_formfield(self, db_field, request, page, **kwargs):
        if db_field.name not in self.own_choices:
            return self.formfield_for_dbfield(db_field, request, **kwargs)
        model, needed = db_field.related_model, self.own_choices[db_field.name]
        own = model.objects.filter(webinar=page) if page and page.pk else model.objects.none()
        field = self.formfield_for_dbfield(db_field, request, **{**kwargs, "queryset": own})
        # Asked once: each of a hundred rows, here and in other parts, would fetch the same choices again.
        known = request.__dict__.setdefault("own_choices", {})
        if model not in known:
            rows = fetched(page, model)
            rows = own.select_related(*needed) if rows is None else rows
            known[model] = [(row.pk, str(row)) for row in rows]
        field.choices = Known([("", field.empty_label), *known[model]])
        if not (page and page.pk):
            field.help_text = _("Save once to choose here.")
        return field

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", FetchedSelect(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class OrderedRows(OrderableAdmin, Rows):
    """Rows that are ordered by dragging or by typing numbers; the number stands in the head of each row."""

    formset = RowFormSet
    ordering_field = "order"
    help = _("To change the order, drag rows by their number, or type other numbers, and save.")

    def get_formset(self, request, obj=None, **kwargs):
        shown = flatten_fieldsets(self.get_fieldsets(request, obj))
        return super().get_formset(request, obj, **{"fields": [*shown, "order"], **kwargs})

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "order":
            kwargs |= {"required": False, "initial": None, "label": _("Order"), "help_text": ""}
        return super().formfield_for_dbfield(db_field, request, **kwargs)
