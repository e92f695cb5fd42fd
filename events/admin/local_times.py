"""Times typed in the zone that is active: the one a clock change skips is explained, of the one that
comes twice it is asked which."""

from datetime import UTC, datetime, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats, timezone
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.text import format_lazy
from django.utils.translation import gettext as _

from events.models.zones import city
from events.written import field

FOLDS = {"first": 0, "second": 1}


class LocalDateTimeInput(forms.DateTimeInput):
    """The browser's own control, and for a time that comes twice a choice between the two.

    The value is what the browser sends, "2026-10-25T02:30", with " first" or " second" if chosen.
    """

    input_type = "datetime-local"
    template_name = "admin/widgets/local_time.html"

    def __init__(self, attrs=None):
        super().__init__({"class": "local-time", **(attrs or {})}, format="%Y-%m-%dT%H:%M")

    def value_from_datadict(self, data, files, name):
        typed, which = data.get(name), data.get(f"{name}_which")
        return f"{typed} {which}" if typed and which in FOLDS else typed

    def render(self, name, value, attrs=None, renderer=None):
        # Nearly all times come once: those are inputs as any other.
        context = self.get_context(name, value, attrs)
        if context["choices"]:
            return super().render(name, value, attrs, renderer)
        return field(context["widget"])

    def get_context(self, name, value, attrs):
        moment, which = told_apart(value)
        typed = value.partition(" ")[0] if isinstance(value, str) else value
        context = super().get_context(name, typed, attrs)
        return context | {"choices": twice(moment, which) if moment else None}


class LocalDateTimeField(forms.DateTimeField):
    """A time typed and shown in the active zone, which the help text names."""

    widget = LocalDateTimeInput

    def __init__(self, *, help_text="", widget=None, **kwargs):
        note = zone_note()
        help_text = format_lazy("{} {}", note, help_text) if help_text else note
        super().__init__(help_text=help_text, widget=LocalDateTimeInput, **kwargs)

    def to_python(self, value):
        typed, _space, which = value.partition(" ") if isinstance(value, str) else (value, "", "")
        try:
            return super().to_python(typed if which in FOLDS else value)
        except ValidationError as error:
            if getattr(error, "code", None) != "ambiguous_timezone":
                raise
            moment = error.params["datetime"]
            if is_doubled(moment) and which in FOLDS:
                # In UTC: a doubled time equals no time of another zone.
                return at(moment, FOLDS[which]).astimezone(UTC)
            raise ValidationError(clock_change(moment), code=error.code) from error


def zone_note_now():
    """Return "Local time in Zurich.", so marked that a script can follow a change of the zone."""
    pattern = _("Local time in {city}.")
    place = city(timezone.get_current_timezone_name())
    return format_html('<span data-zone-note="{}">{}</span>', pattern, pattern.format(city=place))


zone_note = lazy(zone_note_now, str)


def at(moment, fold):
    return moment.replace(tzinfo=timezone.get_current_timezone(), fold=fold)


def is_doubled(moment) -> bool:
    """Return whether a naive local time comes twice in the active zone."""
    return at(moment, 0).utcoffset() > at(moment, 1).utcoffset()


def told_apart(value):
    """Return (naive datetime, fold or None) of a value to show: typed text, or a stored time."""
    if not isinstance(value, str):
        return value, value and value.fold
    typed, _space, which = value.partition(" ")
    try:
        moment = datetime.fromisoformat(typed)
    except ValueError:
        return None, None
    return (None, None) if moment.tzinfo else (moment, FOLDS.get(which))


def twice(moment, fold):
    """Return what the widget needs to ask which of two is meant; None for a time that comes once."""
    if not is_doubled(moment):
        return None
    labels = {
        "first": _("the first, before the clocks are put back (UTC%s)"),
        "second": _("the second, after it (UTC%s)"),
    }
    offers = [
        (name, label % at(moment, FOLDS[name]).isoformat()[-6:], FOLDS[name] == fold)
        for name, label in labels.items()
    ]
    return {"question": _("Which %s?") % clock(moment), "offers": offers, "is_open": fold is None}


def clock(moment):
    return formats.date_format(moment, "H:i")


def clock_change(moment):
    """Say why a local time is no time, skipped or doubled when the clocks change, and what can be entered."""
    words = {
        "time": clock(moment),
        "day": formats.date_format(moment, "j F Y"),
        "city": city(timezone.get_current_timezone_name()),
    }
    if is_doubled(moment):
        sentence = _(
            "%(time)s comes twice in %(city)s on %(day)s: the clocks are put back. Choose which is meant."
        )
        return sentence % words
    words["from"], words["to"] = gap(moment)
    return (
        _(
            "There is no %(time)s in %(city)s on %(day)s: the clocks are put forward "
            "from %(from)s to %(to)s. Enter a time before %(from)s, or %(to)s or later."
        )
        % words
    )


def gap(moment):
    """Return (start, end) of the time that is skipped around a local time, such as ("02:00", "03:00")."""
    before, after = at(moment, 0).utcoffset(), at(moment, 1).utcoffset()
    zone = timezone.get_current_timezone()
    change = at(moment, 1).astimezone(UTC)  # read with the later offset, it lies before the change
    while change.astimezone(zone).utcoffset() != after:
        change += timedelta(minutes=1)
    return tuple(clock((change + offset).replace(tzinfo=None)) for offset in (before, after))
