"""Sets of rows as a page shows them: what is the same in all saved rows of a set is written once.

A template for each of a hundred rows took most of the time of a webinar's page. What differs between two
rows is their number, the text that names them, and their inputs, or texts for who may only look.
"""

from functools import partial

from django.contrib.admin.helpers import AdminReadonlyField, InlineAdminForm, InlineAdminFormSet
from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import FieldDoesNotExist
from django.forms import BoundField
from django.template.loader import render_to_string
from django.utils.functional import cached_property
from django.utils.html import escape
from django.utils.safestring import mark_safe

from events.templatetags.organisers import as_read

NUMBER, GAP, TEXT = "__prefix__", "\0", "text of "
TITLE = mark_safe(f"{GAP}{GAP}")  # the gap without a name


class Gap(BoundField):
    """Where each row puts its own input."""

    def __str__(self):
        return mark_safe(f"{GAP}{self.name}{GAP}")

    __html__ = __str__


class GapTexts:
    """Instead of a row of the database, where each row only shows what it holds."""

    class _meta:
        fields = ()

        @staticmethod
        def get_field(name):
            raise FieldDoesNotExist  # so that nothing is made of the value but what it is

    def __getattr__(self, name):
        return mark_safe(f"{GAP}{TEXT}{name}{GAP}")


class AlikeRows(InlineAdminFormSet):
    """Django's own set, of which each row knows its HTML."""

    @classmethod
    def like(cls, rows):
        made = cls(rows.opts, rows.formset, rows.fieldsets)
        vars(made).update(vars(rows))
        return made

    def __iter__(self):
        return iter(self.rows)

    @cached_property
    def rows(self):
        found = list(super().__iter__())
        for number, row in enumerate(found):
            row.html = partial(self.html, row, number)
        return found

    @property
    def media(self):
        return self.opts.media + self.formset.media  # of one row: each needs the same

    def html(self, row, number):
        if not row.original or row.form.errors:
            return self.rendered(row, number, is_empty=number == len(self.formset.forms))
        parts = self.pattern.replace(NUMBER, str(number)).split(GAP)
        parts[1::2] = [self.filled(row, name) for name in parts[1::2]]
        return mark_safe("".join(parts))

    def filled(self, row, name):
        """Return what a row has in the gap of this name."""
        if not name:
            return escape(row.original)
        if not name.startswith(TEXT):
            return str(row.form[name])
        shown = AdminReadonlyField(row.form, name.removeprefix(TEXT), is_first=True, model_admin=self.opts)
        return as_read(shown)

    @cached_property
    def pattern(self):
        form = self.formset.empty_form
        for field in form.fields.values():
            field.get_bound_field = partial(gap, field)
        form.instance = GapTexts()
        texts = self.readonly_fields if self.has_change_permission else flatten_fieldsets(self.fieldsets)
        row = InlineAdminForm(self.formset, form, self.fieldsets, {}, TITLE, texts, model_admin=self.opts)
        return self.rendered(row, NUMBER)

    def rendered(self, row, number, is_empty=False):
        shown = {"rows": self, "row": row, "number": number, "is_empty": is_empty}
        return render_to_string("admin/row.html", shown)


def gap(field, form, name):
    return Gap(form, field, name)
