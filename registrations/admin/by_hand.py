"""Somebody whom an organiser registers: who asked by telephone, say."""

from django import forms
from django.utils.translation import gettext as _

from registrations.forms import Address, name_field
from registrations.models import Registration


class ByHandForm(forms.ModelForm):
    name = name_field()
    email = Address()

    class Meta:
        model = Registration
        fields = ["webinar", "name", "email", "organisation", "job_title", "country"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["webinar"].error_messages["required"] = _("Choose the webinar")
        # Their own sentences speak to the person.
        self.fields["name"].error_messages["required"] = _("Enter the full name")
        self.fields["email"].error_messages["required"] = _("Enter the email address")

    def clean(self):
        webinar, email = self.cleaned_data.get("webinar"), self.cleaned_data.get("email")
        if webinar and email and webinar.registrations.with_address(email).live().exists():
            self.add_error("email", _("This address is registered already."))
        return self.cleaned_data

    def _get_validation_exclusions(self):
        # One who cancelled may be registered again: the verb revives the row.
        return super()._get_validation_exclusions() | {"email"}
