"""Selects written at once: by templates, those of a long programme took seconds.

A form copies its widgets for each row. What all rows share is made once: `shared` goes along with the copies.
"""

from copy import copy

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect, RelatedFieldWidgetWrapper
from django.utils.choices import BaseChoiceIterator
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from events.admin.posted import NUMBER
from events.written import attributes, text

NAME, MARK = "__name__", "__choice__"


class Known(BaseChoiceIterator):
    """Choices that all rows share: Django would copy and check them for each."""

    def __init__(self, choices):
        self.choices = choices

    def __iter__(self):
        return iter(self.choices)

    def __deepcopy__(self, memo):
        return self


class PlainSelect(forms.Select):
    """A select whose options are written at once, and for many rows once."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.shared = {}

    def render(self, name, value, attrs=None, renderer=None):
        attrs = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        options = choosing(self.options(), "" if value is None else value)
        return mark_safe(f"<select{attributes(attrs)}>{options}</select>")

    def options(self):
        """Return all options, none of them chosen."""
        choices = list(iter(self.choices))  # without iter() the database is asked how many there are
        language = get_language()
        known, options = self.shared.get(language, (None, ""))
        if choices != known:
            options = "".join(written(choices))
            self.shared[language] = choices, options
        return options


def written(choices):
    """Yield the options of choices as Django's forms take them, groups included."""
    for key, label in choices:
        if isinstance(label, (list, tuple)):
            yield f'<optgroup label="{text(key)}">{"".join(written(label))}</optgroup>'
        else:
            yield f'<option value="{"" if key is None else text(key)}">{text(label)}</option>'


def choosing(options, value):
    """Return the written options with that of this value chosen."""
    chosen = f'<option value="{text(value)}"'
    return options.replace(chosen, f"{chosen} selected", 1)


class SearchSelect(AutocompleteSelect):
    """A search box. What no row can have as its number chooses none: Django would look it up unread."""

    def optgroups(self, name, value, attrs=None):
        return super().optgroups(name, [each for each in value if NUMBER.fullmatch(each)], attrs)


class FetchedSelect(SearchSelect):
    """A search box that does not fetch again what its row has fetched."""

    fetched = None

    def render(self, name, value, attrs=None, renderer=None):
        attrs = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        ((_group, options, _index),) = self.optgroups(name, self.format_value(value))
        options = "".join(
            f'<option value="{text(each["value"])}"{" selected" * bool(each["selected"])}>'
            f"{text(each['label'])}</option>"
            for each in options
        )
        return mark_safe(f"<select{attributes(attrs)}>{options}</select>")

    def optgroups(self, name, value, attrs=None):
        if self.fetched is None or value != [str(self.fetched.pk)]:
            return super().optgroups(name, value, attrs)
        empty = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        return [(None, [*empty, self.create_option(name, self.fetched.pk, str(self.fetched), True, 0)], 0)]


class Mark(forms.Widget):
    """Says where in a template a widget stands."""

    def render(self, name, value, attrs=None, renderer=None):
        return MARK


class Linked(RelatedFieldWidgetWrapper):
    """A choice with links beside it, which are the same in each row but for its name."""

    @classmethod
    def like(cls, wrapper, choice):
        made = cls.__new__(cls)
        vars(made).update(vars(wrapper), widget=choice, shared={})
        return made

    def render(self, name, value, attrs=None, renderer=None):
        language = get_language()
        if language not in self.shared:
            around = copy(self)
            around.widget = Mark()  # the choice itself may have to ask for what is offered
            html = RelatedFieldWidgetWrapper.render(around, NAME, None, {}, renderer)
            self.shared[language] = html.split(MARK)
        before, after = self.shared[language]
        choice = self.widget.render(name, value, attrs)
        return mark_safe(f"{before}{choice}{after.replace(NAME, text(name))}")


def written_at_once(field):
    """Let a select be written at once, also one with links beside it."""
    widget = field and field.widget
    if type(widget) is RelatedFieldWidgetWrapper:
        field.widget = Linked.like(widget, plain(widget.widget))
    elif type(widget) is forms.Select:
        field.widget = plain(widget)
        if not isinstance(field, forms.ModelChoiceField):
            field.choices = Known(list(field.choices))
    return field


def plain(widget):
    return PlainSelect(widget.attrs, widget.choices) if type(widget) is forms.Select else widget
