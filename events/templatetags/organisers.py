"""What the forms of organisers need to say beyond what Django's do; never a query."""

import re

from django import template
from django.contrib.admin.utils import flatten
from django.db import models
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django_prose_editor.fields import ProseEditorField

from events import richtext
from events.admin import mistakes
from events.templatetags.events import file_size

register = template.Library()
EMPTY = re.compile("<td[^>]*>[-–]?</td>")


@register.filter
def has_errors(fieldset):
    """Return whether a set of fields holds one that is to be corrected."""
    return any(name in fieldset.form.errors for name in flatten(fieldset.fields))


@register.simple_tag
def mistakes_in(form):
    """Return what is to be corrected in a form that is no page of the admin's."""
    return mistakes.found(form, [])


@register.simple_tag
def named_cells(cells, headers):
    """Return the cells of a row of a list, each with the name of its column, for screens without columns."""
    return mark_safe("".join(map(named_cell, cells, headers)))


def named_cell(cell, header):
    # What leads to the row says by itself what it is, and so does the box to choose it.
    if not cell.startswith("<td") or "action-checkbox" in cell:
        return cell
    if EMPTY.fullmatch(cell):
        return f"<td data-empty{cell[3:]}"
    return f'<td data-name="{escape(capfirst(header["text"]))}"{cell[3:]}'


@register.filter
def chosen(fieldset):
    """Return the series chosen in these fields, if there is one: the fold that hides them names it."""
    return getattr(fieldset.form.instance, "series", None) if "series" in flatten(fieldset.fields) else None


@register.filter
def as_read(field):
    """Return what stands in a field for whoever may only read it.

    Django shows formatted texts as code, and files by the name under which they are stored.
    """
    name, row = field.field["field"], field.form.instance
    column = next((each for each in row._meta.fields if each.name == name), None)
    value = getattr(row, name) if column else None
    if not value:
        return field.contents()
    if isinstance(column, ProseEditorField):
        return format_html('<div class="prose">{}</div>', richtext.shown(value))
    if isinstance(column, models.ImageField):
        return format_html('<img src="{}" alt="{}">', value.largest["url"], capfirst(field.field["label"]))
    if isinstance(column, models.FileField):
        url = reverse("admin:events_webinar_document", args=[row.webinar_id, row.pk])
        return format_html('<a href="{}">{}, {}</a>', url, row.format, file_size(row.size))
    return field.contents()
