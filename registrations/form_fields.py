"""The fields that the forms of visitors share: how they are read, and what is said when they are wrong."""

import unicodedata
from html import escape

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from registrations import text


class LongSelect(forms.Select):
    """A list of hundreds to choose one from, drawn in one go: a template for each costs the form 30 ms."""

    def render(self, name, value, attrs=None, renderer=None):
        chosen = "" if value is None else str(value)
        options = "\n".join(
            f'<option value="{escape(str(each))}"{" selected" if str(each) == chosen else ""}>'
            f"{escape(str(label))}</option>"
            for each, label in self.choices
        )
        attrs = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        return format_html("<select{}>\n{}\n</select>", flatatt(attrs), mark_safe(options))


class OneLine(forms.CharField):
    """One line of text; one that holds no letter and no digit counts as empty."""

    def __init__(self, *, limit, autocomplete="off", missing="", **options):
        super().__init__(
            max_length=limit,
            widget=forms.TextInput(attrs={"autocomplete": autocomplete}),
            error_messages={
                "required": missing,
                "max_length": _("Shorten this to %(limit_value)d characters (it has %(show_value)d)."),
            },
            **options,
        )

    def widget_attrs(self, widget):
        return {}  # no maxlength: a browser would cut off what is pasted without a word

    def to_python(self, value):
        # Composed before it is measured: some letters are two when composed.
        return unicodedata.normalize("NFC", super().to_python(value))

    def clean(self, value):
        value = super().clean(value)
        if not text.has_letters(value):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return ""
        return self.read(value)

    def read(self, value):
        return text.one_line(value)


class Name(OneLine):
    def read(self, value):
        return text.name(value)


class Address(forms.CharField):
    """An e-mail address, returned in the form in which it is stored."""

    def __init__(self, **options):
        super().__init__(
            label=_("Email address"),
            widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
            error_messages={"required": _("Enter your email address")},
            **options,
        )

    def clean(self, value):
        return text.address(super().clean(value))


def name_field(**options):
    return Name(
        label=_("Full name"), limit=150, autocomplete="name", missing=_("Enter your full name"), **options
    )


def organisation_field(**options):
    return OneLine(
        label=_("Organisation"),
        limit=200,
        autocomplete="organization",
        missing=_("Enter the name of your organisation"),
        **options,
    )
