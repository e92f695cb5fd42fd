"""Rows that are about somebody chosen in a list, or named: also without the script that searches the list."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events import newcomers
from events.admin.rows import RowFormSet


class WithUser:
    """Tells each form of a set who fills it in."""

    def get_form_kwargs(self, index):
        return {**super().get_form_kwargs(index), "user": self.user}


def by(user, formset):
    """Return the class of sets of rows whose forms know who fills them in."""
    return type(formset.__name__, (WithUser, formset), {"user": user})


def tell_what_was_added(request, formsets):
    """Say who was added by a name alone, each a link to where the rest is told."""
    forms = [form for formset in formsets for form in formset.forms]
    added = [form.added for form in forms if getattr(form, "added", None)]
    if added:
        addresses = [reverse(f"admin:events_{row._meta.model_name}_change", args=[row.pk]) for row in added]
        links = format_html_join(", ", '<a href="{}">{}</a>', zip(addresses, added, strict=True))
        text = _("New on this site; portraits, biographies and logos are added there:")
        messages.info(request, format_html("{} {}", text, links))


def name_field(longest, help_text):
    return forms.CharField(
        label=gettext_lazy("or a name"),
        max_length=longest,
        required=False,
        help_text=help_text,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )


def the_one(form, choice, found, several):
    """Return (name, row it means, if any) of what was typed; raise ValidationError if it is not clear.

    `choice` is the field of the list, `found` and `several` tell rows of a name and what to say of many.
    """
    name = " ".join(form.cleaned_data.get("new_name", "").split())
    if not name:
        return "", form.cleaned_data.get(choice)
    # What a saved row had chosen stays chosen in a list that works by a script only: the name counts.
    if form.cleaned_data.get(choice) and choice in form.changed_data:
        raise ValidationError({"new_name": _("Choose in the list or enter a name, not both.")})
    known = found(name, form.user)
    if len(known) > 1:
        raise ValidationError({"new_name": several(known)})
    return name, known[0] if known else None


class OrganiserForm(forms.ModelForm):
    """An organisation is chosen, or named: a new one is added under that name when the page is saved."""

    new_name = name_field(
        200,
        gettext_lazy(
            "Whichever has exactly this name is taken, else it is added. Its logo can be added after saving."
        ),
    )

    def __init__(self, *args, user=None, **kwargs):
        self.user = user
        super().__init__(*args, **kwargs)
        self.fields["organisation"].required = False  # clean() asks for either

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        name, known = the_one(self, "organisation", newcomers.organisations, several_organisations)
        if not (name or known or self.errors):
            raise ValidationError({"organisation": _("Choose an organisation or enter its name.")})
        return cleaned | {"new_name": name, "organisation": known}

    def save(self, commit=True):
        if not self.cleaned_data["organisation"]:
            self.instance.organisation = newcomers.add_organisation(self.cleaned_data["new_name"], self.user)
            self.added = self.instance.organisation
        return super().save(commit)


def several_organisations(known):
    names = ", ".join(each.name for each in known)
    return _("Several organisations are called so. Enter the whole name of one: %s.") % names


class OrganiserFormSet(RowFormSet):
    def clean(self):
        super().clean()
        # Who is chosen twice is found by Django; who is named twice is not in the database yet.
        names = set()
        for form in self.forms:
            if form.is_valid() and not form.cleaned_data.get("organisation"):
                name = form.cleaned_data.get("new_name", "").casefold()
                if name and name in names:
                    form.add_error("new_name", _("This organisation is listed already."))
                names.add(name)


class AppearanceForm(forms.ModelForm):
    """A speaker is chosen, or named: somebody new is added under that name when the page is saved."""

    new_name = name_field(
        150,
        gettext_lazy(
            "Whoever has exactly this name is taken, anybody else is added. "
            "Portrait and biography can be added after saving."
        ),
    )

    def __init__(self, *args, user=None, **kwargs):
        self.user = user
        super().__init__(*args, **kwargs)

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        name, known = the_one(self, "speaker", newcomers.speakers, several_speakers)
        return cleaned | {"new_name": name, "speaker": known}

    def save(self, commit=True):
        name = self.cleaned_data["new_name"]
        if name and not self.cleaned_data["speaker"]:
            # Asked again: another row of the same page may just have added them.
            known = newcomers.speakers(name, self.user)
            self.added = None if known else newcomers.add_speaker(name, self.user)
            self.instance.speaker = self.added or known[0]
        return super().save(commit)


def several_speakers(known):
    addresses = ", ".join(each.slug for each in known)
    return (
        _("Several people have this name: choose one in the list, or enter here the address of the one: %s.")
        % addresses
    )
