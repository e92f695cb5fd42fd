"""How the organisers' forms ask for times, zones, languages and files."""

from functools import lru_cache

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import formats, timezone
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.text import format_lazy
from django.utils.translation import gettext as _

from events.models.zones import city, zone_choices
from events.uploads import DocumentField, PictureField


class LocalDateTimeInput(forms.DateTimeInput):
    """The browser's own control for a date and a time, in the zone that is active."""

    input_type = "datetime-local"

    def __init__(self, attrs=None):
        super().__init__({"class": "local-time", **(attrs or {})}, format="%Y-%m-%dT%H:%M")


class LocalDateTimeField(forms.DateTimeField):
    """A time typed and shown in the active zone, which the help text names."""

    widget = LocalDateTimeInput

    def __init__(self, *, help_text="", widget=None, **kwargs):
        note = zone_note()
        help_text = format_lazy("{} {}", note, help_text) if help_text else note
        super().__init__(help_text=help_text, widget=LocalDateTimeInput, **kwargs)

    def to_python(self, value):
        try:
            return super().to_python(value)
        except ValidationError as error:
            if getattr(error, "code", None) != "ambiguous_timezone":
                raise
            raise ValidationError(clock_change(error.params["datetime"]), code=error.code) from error


def zone_note_now():
    """Return "Local time in Zurich.", so marked that a script can follow a change of the zone."""
    pattern = _("Local time in {city}.")
    place = city(timezone.get_current_timezone_name())
    return format_html('<span data-zone-note="{}">{}</span>', pattern, pattern.format(city=place))


zone_note = lazy(zone_note_now, str)


def clock_change(moment):
    """Say why a local time is no time: skipped or doubled when the clocks change."""
    zone = timezone.get_current_timezone()
    earlier, later = (moment.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    words = {
        "time": formats.date_format(moment, "H:i"),
        "day": formats.date_format(moment, "j F Y"),
        "city": city(timezone.get_current_timezone_name()),
    }
    if earlier < later:
        return (
            _("There is no %(time)s in %(city)s on %(day)s: the clocks are put forward. Enter another time.")
            % words
        )
    return (
        _("%(time)s comes twice in %(city)s on %(day)s: the clocks are put back. Enter another time.") % words
    )


class ZoneField(forms.ChoiceField):
    """A list of places by continent, in which typing "Zu" finds Zurich."""

    def __init__(self, **kwargs):
        for name in ("max_length", "empty_value", "widget"):
            kwargs.pop(name, None)
        super().__init__(choices=zones_by_continent, widget=forms.Select, **kwargs)


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

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, base_field, max_length=None, **kwargs):
        choices = [choice for choice in base_field.choices if choice[0]]
        super().__init__(choices=sorted(choices, key=lambda choice: str(choice[1])), **kwargs)


class HttpsField(forms.URLField):
    """An address on the web; typed without https://, it gets it."""

    def __init__(self, **kwargs):
        super().__init__(**{**kwargs, "assume_scheme": "https"})


class FileInput(forms.ClearableFileInput):
    """A file input that says when its file has to be chosen again: browsers send it once."""

    was_sent = False

    def value_from_datadict(self, data, files, name):
        self.was_sent = name in files
        return super().value_from_datadict(data, files, name)

    def get_context(self, name, value, attrs):
        return super().get_context(name, value, attrs) | {"was_sent": self.was_sent}


class PictureInput(FileInput):
    """A file input that shows the picture it would replace."""

    template_name = "admin/widgets/picture.html"

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        if context["widget"]["is_initial"]:
            context["picture_url"] = value.largest["url"]
        return context


class DocumentInput(FileInput):
    """A file input that links to the document it would replace, at its own address."""

    template_name = "admin/widgets/document.html"


OVERRIDES = {
    models.DateTimeField: {"form_class": LocalDateTimeField, "widget": LocalDateTimeInput},
    models.ImageField: {"form_class": PictureField, "widget": PictureInput},
    models.FileField: {"form_class": DocumentField, "widget": DocumentInput},
    models.URLField: {"form_class": HttpsField, "widget": forms.URLInput(attrs={"class": "vURLField"})},
    ArrayField: {"form_class": LanguagesField},
}


def without_detours(field):
    """Beside a choice, leave the links to add one and to change it, not those to delete and to view."""
    if field and hasattr(field.widget, "can_delete_related"):
        field.widget.can_delete_related = field.widget.can_view_related = False
    return field
