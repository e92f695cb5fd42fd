"""How the organisers' forms ask for zones, languages and files; for times see local_times.py."""

from functools import lru_cache

from django import forms
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django_prose_editor.fields import ProseEditorField

from events.admin.choices import PlainSelect
from events.admin.local_times import LocalDateTimeField, LocalDateTimeInput
from events.admin.texts import RichTextField, RichTextInput
from events.models.zones import zone_choices
from events.uploads import DocumentField, PictureField


class PlainCheckboxes(forms.CheckboxSelectMultiple):
    """Checkboxes written at once, not each by templates.

    What is ticked and the languages of the site stand before the others: a copy of a webinar has its own
    on top, and nobody looks for them among forty.
    """

    def render(self, name, value, attrs=None, renderer=None):
        chosen = {str(each) for each in value or []}
        group = (attrs or {}).get("id", f"id_{name}")
        usual = chosen | {code for code, _name in settings.LANGUAGES}
        choices = sorted(self.choices, key=lambda choice: choice[0] not in usual)
        boxes = [
            f'<div><label for="{group}_{number}"><input type="checkbox" name="{name}" value="{escape(key)}"'
            f' id="{group}_{number}"{" checked" * (str(key) in chosen)}> {escape(label)}</label></div>'
            for number, (key, label) in enumerate(choices)
        ]
        first = sum(key in usual for key, _label in choices)
        head = f'<div class="usual">{"".join(boxes[:first])}</div>' if first else ""
        return mark_safe(f'<div id="{group}">{head}{"".join(boxes[first:])}</div>')


class ZoneField(forms.ChoiceField):
    """A list of places by continent, in which typing "Zu" finds Zurich."""

    def __init__(self, **kwargs):
        for name in ("max_length", "empty_value", "widget"):
            kwargs.pop(name, None)
        super().__init__(choices=zones_by_continent, widget=PlainSelect, **kwargs)


@lru_cache
def zones_by_continent():
    groups = {}
    for name, _label in zone_choices():
        continent, _slash, place = name.partition("/")
        label = place.replace("_", " ").replace("/", ", ")
        groups.setdefault(continent, []).append((name, f"{label} ({continent})" if place else name))
    return [
        (continent, sorted(zones, key=lambda zone: zone[1])) for continent, zones in sorted(groups.items())
    ]


class LanguagesField(forms.MultipleChoiceField):
    """Checkboxes for a list of language codes."""

    widget = PlainCheckboxes

    def __init__(self, *, base_field, max_length=None, **kwargs):
        choices = [choice for choice in base_field.choices if choice[0]]
        super().__init__(choices=sorted(choices, key=lambda choice: str(choice[1])), **kwargs)


class HttpsField(forms.URLField):
    """An address on the web; typed without https://, it gets it."""

    def __init__(self, **kwargs):
        sentence = _("Paste a web address, such as https://example.org/page.")
        super().__init__(**{**kwargs, "assume_scheme": "https", "error_messages": {"invalid": sentence}})


class FileInput(forms.ClearableFileInput):
    """A file input that says when its file is kept or has to be chosen again: browsers send it once."""

    was_sent, kept = False, None

    def value_from_datadict(self, data, files, name):
        self.was_sent = name in files
        return super().value_from_datadict(data, files, name)

    def get_context(self, name, value, attrs):
        # What is wrong with a file says what to do, too.
        is_refused = (attrs or {}).get("aria-invalid") == "true"
        sent = {"was_sent": self.was_sent and not is_refused, "kept": self.kept}
        return super().get_context(name, value, attrs) | sent


class PictureInput(FileInput):
    """A file input that shows the picture it would replace."""

    template_name = "admin/widgets/picture.html"

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        if context["widget"]["is_initial"]:
            context["picture_url"] = value.largest["url"]
        return context


class DocumentInput(FileInput):
    """A file input that links to the document it would replace, whoever may fetch that by now."""

    template_name = "admin/widgets/document.html"


OVERRIDES = {
    models.DateTimeField: {"form_class": LocalDateTimeField, "widget": LocalDateTimeInput},
    models.ImageField: {"form_class": PictureField, "widget": PictureInput},
    models.FileField: {"form_class": DocumentField, "widget": DocumentInput},
    models.URLField: {"form_class": HttpsField, "widget": forms.URLInput(attrs={"class": "vURLField"})},
    ArrayField: {"form_class": LanguagesField},
    ProseEditorField: {"form_class": RichTextField, "widget": RichTextInput},
}


def only_a_choice(field):
    """Leave no links beside a choice: what may be chosen is made elsewhere."""
    if field and hasattr(field.widget, "can_add_related"):
        field.widget.can_add_related = field.widget.can_change_related = False
    return without_detours(field)


def without_detours(field):
    """Beside a choice, leave the links to add one and to change it, not those to delete and to view."""
    if field and hasattr(field.widget, "can_delete_related"):
        field.widget.can_delete_related = field.widget.can_view_related = False
    return field
