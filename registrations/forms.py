"""Shape and wording of what visitors type. Never saves, sends or counts places."""

from django import forms
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from events import times
from events.models.zones import zone_choices
from registrations import questions, text
from registrations.form_fields import Address, LongSelect, OneLine, name_field, organisation_field
from registrations.models import Admission, Needs, Registration

NOTHING = "nothing"  # the answer to a question about needs that has to be answered


class PersonForm(forms.Form):
    """What a person says about themselves; which fields there are follows from the admission."""

    name = name_field(help_text=_("As you want it on the list of participants."))
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
        widget=LongSelect(attrs={"autocomplete": "country"}),
        error_messages={
            "required": _("Choose your country or territory"),
            "invalid_choice": _("Choose a country or territory from the list"),
        },
    )
    group = forms.ChoiceField(
        label=_("Which group do you belong to?"),
        error_messages={"required": _("Choose a group"), "invalid_choice": _("Choose a group from the list")},
    )
    needs = forms.MultipleChoiceField(
        label=_("What do you need to take part?"),
        choices=Needs.Kind.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one"), "invalid_choice": _("Choose from the list")},
    )
    needs_text = OneLine(
        label=_("Anything else about what you need?"),
        limit=500,
        required=False,
        missing=_("Say what you need"),
    )
    question = forms.CharField(
        label=_("A question for the speakers"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _("Enter your question"),
            "max_length": _("Enter at most 500 characters (you have %(show_value)d)."),
        },
    )

    language = forms.ChoiceField(
        label=_("Language"),
        help_text=_("Of our emails and of your personal page."),
        choices=lambda: settings.LANGUAGES,
        initial=get_language,
        error_messages={
            "required": _("Choose a language"),
            "invalid_choice": _("Choose a language from the list"),
        },
    )

    def __init__(self, data=None, *, admission, own_questions, now, initial=None):
        super().__init__(data, label_suffix="", initial=initial)
        self.own_questions = own_questions
        del self.fields["question"].widget.attrs["maxlength"]  # nothing pasted is cut off without a word
        self.fields["group"].choices = [
            ("", _("Choose")),
            *((name, gettext(name)) for name in admission.group_names()),
        ]
        self.fields["needs"].help_text = needs_hint(admission, now)
        for name in ("organisation", "job_title", "country", "group", "needs", "question"):
            wanted = getattr(admission, name)
            self.fields[name].required = wanted == Admission.Field.REQUIRED
            if wanted == Admission.Field.OFF:
                del self.fields[name]
        if "needs" not in self.fields:
            del self.fields["needs_text"]
        elif self.fields["needs"].required:
            self.fields["needs"].choices = [(NOTHING, _("Nothing special")), *Needs.Kind.choices]
        if len(settings.LANGUAGES) == 1:
            del self.fields["language"]
        for each in own_questions:
            self.fields[questions.name_of(each)] = questions.field_for(each, OneLine)
        own = [questions.name_of(each) for each in own_questions]
        self.order_fields(
            ["name", "email", *ABOUT_THE_PERSON, *own, "needs", "needs_text", "question", "language"]
        )

    def details(self):
        """Return the fields of a registration that the form asks for, by name."""
        named = {field.name for field in Registration._meta.fields}
        return {name: value for name, value in self.cleaned_data.items() if name in named}

    def typed(self):
        """Return (label, text) of each field that people see and filled in, for them to copy."""
        for field in self.visible_fields():
            value = field.value()
            words = {str(key): str(label) for key, label in getattr(field.field, "choices", [])}
            if value:
                listed = value if isinstance(value, list) else [str(value)]
                yield field.label, ", ".join(words.get(each, each) for each in listed)

    def answers(self):
        """Return {question: text} of the organiser's own questions."""
        return {
            each: questions.text_of(each, self.cleaned_data[questions.name_of(each)])
            for each in self.own_questions
        }

    def access_needs(self):
        """Return (kinds, text), or None if the form does not ask."""
        if "needs" not in self.fields:
            return None
        kinds = [kind for kind in self.cleaned_data["needs"] if kind != NOTHING]
        return kinds, self.cleaned_data["needs_text"]


ABOUT_THE_PERSON = ["organisation", "job_title", "country", "group"]


def needs_hint(admission, now):
    hint = _("Only the organisers of this webinar see this; it is deleted 30 days after.")
    by = admission.needs_by()
    if by <= now:
        return hint
    date = times.short_day(by, admission.webinar.zone)
    return format_lazy(_("{hint} Tell us by {date}; later we do what we can."), hint=hint, date=date)


class RegistrationForm(PersonForm):
    email = Address(help_text=_("We send your joining link and reminders to this address."))
    time_zone = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"data-time-zone": ""}))
    hint = ""  # a question about the address: no error, but the form is shown once more

    def clean_email(self):
        """Ask once whether a common domain was meant; the same address sent again is kept."""
        email = self.cleaned_data["email"]
        meant = text.likely_meant(email)
        if meant and self.data.get("email_kept") != email:
            self.email_to_keep = email
            self.hint = _(
                "Did you mean %(meant)s? Press Register again to keep it as you typed it: %(email)s."
            ) % {"meant": meant.rpartition("@")[2], "email": email}
            self.fields["email"].widget.attrs["aria-describedby"] = "id_email_hint id_email_helptext"
        return email

    def clean_time_zone(self):
        # Filled in by a script: a browser with a zone we do not know must not stop anybody.
        zone = self.cleaned_data["time_zone"]
        return zone if zone in dict(zone_choices()) else ""


class DetailsForm(PersonForm):
    """What a registrant changes on the personal page."""

    time_zone = forms.ChoiceField(
        label=_("Your time zone"),
        choices=lambda: [("", _("The webinar's own")), *zone_choices()],
        widget=LongSelect,
        required=False,
        help_text=_("Our mails give the times in it, too."),
    )
    is_reminded = forms.BooleanField(label=_("Remind me before the webinar"), required=False)

    @classmethod
    def of(cls, registration, now, data=None):
        """Return the form filled with what the registrant said before."""
        own_questions = list(registration.webinar.questions.all())
        own = {field.name for field in Registration._meta.fields}
        initial = {name: getattr(registration, name) for name in cls.base_fields if name in own}
        needs = Needs.objects.filter(registration=registration).first()
        initial |= {
            "needs": needs.kinds if needs and needs.kinds else [NOTHING],
            "needs_text": needs.text if needs else "",
        }
        initial["country"] = registration.country.code
        answers = dict(registration.answers.values_list("question", "value"))
        for each in own_questions:
            initial[questions.name_of(each)] = questions.value_of(each, answers.get(each.pk, ""))
        admission = Admission.of(registration.webinar)
        return cls(data, admission=admission, own_questions=own_questions, now=now, initial=initial)


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
