"""Form fields for the organiser's own questions, and their answers as text."""

from django import forms
from django.utils.translation import gettext_lazy

from events.site_languages import text_in
from registrations.models import Question

Kind = Question.Kind
MISSING = {
    Kind.ONE: gettext_lazy("Choose one"),
    Kind.MANY: gettext_lazy("Choose at least one"),
    Kind.YES_NO: gettext_lazy("Choose yes or no"),
    Kind.NUMBER: gettext_lazy("Enter a number"),
    Kind.CONSENT: gettext_lazy("Tick the box to agree"),
}


def name_of(question) -> str:
    return f"question_{question.pk}"


def field_for(question, line):
    """Return the form field of a question; `line` makes the field for one line of text."""
    lang = question.webinar.lang
    options = {"label": text_in(lang, question.text), "help_text": text_in(lang, question.why)}
    options["required"] = question.is_required
    missing = MISSING.get(question.kind, gettext_lazy("Enter an answer"))
    errors = {"required": missing, "invalid": missing, "invalid_choice": missing}
    choices = [(each, text_in(lang, each)) for each in question.options()]
    match question.kind:
        case Kind.SHORT:
            return line(limit=200, missing=missing, **options)
        case Kind.LONG:
            widget = forms.Textarea(attrs={"rows": 4})
            return forms.CharField(max_length=2000, widget=widget, error_messages=errors, **options)
        case Kind.ONE:
            return forms.ChoiceField(
                choices=choices, widget=forms.RadioSelect, error_messages=errors, **options
            )
        case Kind.MANY:
            widget = forms.CheckboxSelectMultiple
            return forms.MultipleChoiceField(choices=choices, widget=widget, error_messages=errors, **options)
        case Kind.YES_NO:
            choices = [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]
            return forms.ChoiceField(
                choices=choices, widget=forms.RadioSelect, error_messages=errors, **options
            )
        case Kind.NUMBER:
            widget = forms.TextInput(attrs={"inputmode": "numeric"})
            limits = {"min_value": -1_000_000_000, "max_value": 1_000_000_000}
            return forms.IntegerField(widget=widget, error_messages=errors, **limits, **options)
        case _:
            return forms.BooleanField(error_messages=errors, **options)


def text_of(question, value) -> str:
    """Return the answer as it is stored; "" when there is none."""
    if question.kind == Kind.MANY:
        return "\n".join(value)
    if question.kind == Kind.CONSENT:
        return "yes" if value else ""
    return "" if value is None else str(value)


def value_of(question, text: str):
    """Return what the form field shows for a stored answer."""
    if question.kind == Kind.MANY:
        return text.splitlines()
    return text == "yes" if question.kind == Kind.CONSENT else text
