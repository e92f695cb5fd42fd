"""Shape and wording of what visitors type. Never saves, sends or counts places."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from registrations import text
from registrations.models import Admission


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

    def clean(self, value):
        value = super().clean(value)
        if not text.has_letters(value):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return ""
        return text.one_line(value)


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
    return OneLine(
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


class RegistrationForm(forms.Form):
    name = name_field(help_text=_("As you want it on the list of participants."))
    email = Address(help_text=_("We send your link and all news of this webinar to this address."))
    organisation = organisation_field()
    job_title = OneLine(
        label=_("Job title"),
        limit=200,
        autocomplete="organization-title",
        missing=_("Enter your job title"),
    )
    country = forms.ChoiceField(
        label=_("Country or territory"),
        choices=lambda: [("", _("Choose")), *countries],
        widget=forms.Select(attrs={"autocomplete": "country"}),
        error_messages={
            "required": _("Choose your country or territory"),
            "invalid_choice": _("Choose a country or territory from the list"),
        },
    )

    def __init__(self, data=None, *, admission):
        super().__init__(data, label_suffix="")
        for name in ("organisation", "job_title", "country"):
            wanted = getattr(admission, name)
            self.fields[name].required = wanted == Admission.Field.REQUIRED
            if wanted == Admission.Field.OFF:
                del self.fields[name]


class DetailsForm(forms.Form):
    """What a registrant may change on the personal page."""

    name = name_field()
    organisation = organisation_field(required=False)

    def __init__(self, data=None, *, registration):
        super().__init__(
            data,
            label_suffix="",
            initial={"name": registration.name, "organisation": registration.organisation},
        )


class LinkForm(forms.Form):
    email = Address(help_text=_("The address with which you registered."))

    def __init__(self, data=None):
        super().__init__(data, label_suffix="")


class EnquiryForm(forms.Form):
    name = name_field()
    email = Address(help_text=_("We send the answer to this address."))
    subject = OneLine(label=_("Subject"), limit=200, required=False)
    message = forms.CharField(
        label=_("Your question"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={
            "required": _("Enter your question"),
            "max_length": _("Enter at most 5,000 characters (you have %(show_value)d)."),
        },
    )

    def __init__(self, data=None):
        super().__init__(data, label_suffix="")
        del self.fields["message"].widget.attrs["maxlength"]  # nothing pasted is cut off without a word
