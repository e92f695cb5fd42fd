"""What has to be corrected on a page before it is saved: one line for each, which leads to its field."""

from dataclasses import dataclass, replace

from django import forms
from django.contrib.admin.utils import flatten_fieldsets
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from events.admin.fields import FileInput


@dataclass(frozen=True)
class Mistake:
    """A sentence, the id of what it leads to, and the name of the set of rows or of the field it is about."""

    words: str
    anchor: str
    field: str = ""
    prefix: str = ""  # of the set of rows; empty for the page itself


def found(form, formsets):
    """Return the Mistakes of a page's form and of its sets of rows, in the order of each."""
    if not form.is_bound:
        return []
    mistakes = [*of_form(form, "", "", "")]
    for rows in formsets:
        mistakes += of_rows(rows)
    if mistakes:
        mistakes += files_to_choose_again(form, "", "")
        for rows in formsets:
            for number, row in enumerate(rows.formset.forms, start=1):
                mistakes += files_to_choose_again(row, name_of(rows, row, number), rows.formset.prefix)
    return mistakes


def told(context):
    """Return the context of a page with its Mistakes instead of Django's one sentence, which names none."""
    form, formsets = context["adminform"].form, context["inline_admin_formsets"]
    return {**context, "mistakes": found(form, formsets), "errors": []}


def of_rows(rows):
    prefix = rows.formset.prefix
    for text in rows.formset.non_form_errors():
        yield Mistake(said(capfirst(rows.opts.verbose_name_plural), text), f"{prefix}-heading", prefix=prefix)
    for number, form in enumerate(rows.formset.forms, start=1):
        if form.errors and not rows.formset._should_delete_form(form):
            yield from of_form(form, name_of(rows, form, number), form.prefix, prefix)


def name_of(rows, form, number):
    """Return "Own questions, row 1"; of what a page has once at most, only what it is."""
    if rows.formset.max_num == 1:
        return capfirst(rows.opts.verbose_name)
    kind = capfirst(rows.opts.short_name or rows.opts.verbose_name_plural)
    return _("%(rows)s, row %(number)d") % {"rows": kind, "number": number}


def of_form(form, name, row, prefix):
    for text in form.non_field_errors():
        yield Mistake(said(name, text), row, prefix=prefix)
    for field in form:
        for text in field.errors:
            yield Mistake(said(name, capfirst(field.label), text), anchor(field, row), field.name, prefix)


def files_to_choose_again(form, name, prefix):
    # Those that could not be kept: kept_files.py.
    for field in form:
        widget = field.field.widget
        if isinstance(widget, FileInput) and widget.was_sent and not widget.kept and not field.errors:
            text = _("choose the file again, a browser does not keep it.")
            yield Mistake(said(name, capfirst(field.label), text), anchor(field), field.name, prefix)


def anchor(field, row=""):
    if field.is_hidden:
        return row
    return f"{field.auto_id}_0" if isinstance(field.field, forms.MultipleChoiceField) else field.auto_id


def said(*parts):
    return ": ".join(str(part) for part in parts if part)


def mark(sections, mistakes):
    """Return sections, as sections.py fills them, each with whether something in it is to be corrected."""
    return [
        replace(part, has_mistakes=any(concerns(each, part.section, part.formsets) for each in mistakes))
        for part in sections
    ]


def concerns(mistake, section, formsets):
    """Return whether a mistake stands in a section.

    One set of rows can stand in two sections, each with some of its fields.
    """
    if not mistake.prefix:
        return mistake.field in flatten_fieldsets(section.fieldsets)
    rows = next((each for each in formsets if each.formset.prefix == mistake.prefix), None)
    if rows is None:
        return False
    mine = [each for each in rows.fieldsets if section.name in each[1].get("classes", ())]
    return not mine or not mistake.field or mistake.field in flatten_fieldsets(mine)
