"""What organisers type when they move, postpone or cancel a webinar."""

from datetime import timedelta
from itertools import pairwise

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events import sittings
from events.admin.fields import ZoneField
from events.admin.local_times import LocalDateTimeField
from events.models.sitting import Stretch
from events.models.webinar import LONGEST
from events.models.zones import zone_choices
from registrations import reminders
from registrations.models import Admission


class SilentForm(forms.Form):
    """Only the state that the organiser looks at: the number of changes announced so far."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, webinar, data=None):
        self.webinar = webinar
        super().__init__(data, initial={"seen": webinar.calendar_sequence, **self.known(webinar)})

    def known(self, webinar):
        return {}

    def reminders(self, now):
        """Return [(moment, stretch, slot)] that will follow."""
        return []


class TellForm(SilentForm):
    tell = forms.BooleanField(
        label=gettext_lazy("Tell everybody concerned by mail"), required=False, initial=True
    )

    def reminders(self, now):
        return planned(self.webinar, self.webinar.stretches(), now)


class ReasonForm(TellForm):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
        help_text=gettext_lazy("One sentence, shown on the page and in the mails."),
    )
    field_order = ["reason"]

    def __init__(self, webinar, data=None, is_required=False):
        super().__init__(webinar, data)
        self.fields["reason"].required = is_required
        self.fields["reason"].error_messages["required"] = _("Enter the reason: people will ask.")

    def clean_reason(self):
        return " ".join(self.cleaned_data["reason"].split())

    def reminders(self, now):
        return []


class MoveForm(TellForm):
    """The zone, and start and end of each stretch; with sittings also their labels, and one more."""

    time_zone = ZoneField(label=gettext_lazy("Time zone"))

    def __init__(self, webinar, data=None):
        self.stretches = []
        super().__init__(webinar, data)
        self.has_sittings = bool(webinar.sittings.all())
        for number in self.numbers():
            is_new = number not in self.old()
            name = _("Sitting %d") % number if self.has_sittings else ""
            self.fields[f"start_{number}"] = LocalDateTimeField(
                label=f"{name} {_('start')}".strip().capitalize(), required=not self.has_sittings
            )
            self.fields[f"end_{number}"] = LocalDateTimeField(
                label=f"{name} {_('end')}".strip().capitalize(), required=not self.has_sittings
            )
            self.fields[f"start_{number}"].error_messages["required"] = _("Enter when it starts.")
            self.fields[f"end_{number}"].error_messages["required"] = _("Enter when it ends.")
            if self.has_sittings:
                label = forms.CharField(label=f"{name} {_('label')}", max_length=80, required=False)
                self.fields[f"label_{number}"] = label
            if is_new:
                self.fields[f"start_{number}"].help_text = _("Leave it empty if there is no further sitting.")
            elif self.has_sittings:
                self.fields[f"start_{number}"].help_text = _("Empty both to drop this sitting.")
        self.order_fields(["time_zone", *(name for name in self.fields if name[-1].isdigit()), "tell"])

    @staticmethod
    def zone_of(webinar, data):
        """Return the zone in which what is typed is read: the one chosen in the form, else the webinar's."""
        chosen = data.get("time_zone")
        return chosen if chosen in dict(zone_choices()) else webinar.time_zone

    def old(self):
        return {stretch.number: stretch for stretch in self.webinar.stretches()}

    def numbers(self):
        """Return the numbers of the stretches asked for; with sittings, one new number at the end."""
        new = [sittings.next_number(self.webinar)] if self.webinar.sittings.all() else []
        return [*self.old(), *new]

    def known(self, webinar):
        values = {"time_zone": webinar.time_zone}
        for number, stretch in self.old().items():
            values |= {
                f"start_{number}": stretch.starts_at,
                f"end_{number}": stretch.ends_at,
                f"label_{number}": stretch.label,
            }
        return values

    def clean(self):
        typed = [self.stretch(number) for number in self.numbers()]
        if self.errors:
            return
        found = sorted((stretch for stretch in typed if stretch), key=lambda stretch: stretch.starts_at)
        self.refuse_impossible(found)
        self.stretches = found

    def stretch(self, number):
        """Return the Stretch typed under a number, None if it is left empty."""
        start, end = (self.cleaned_data.get(f"{name}_{number}") for name in ("start", "end"))
        if start is None and end is None:
            return None
        if start is None or end is None:
            missing = "start" if start is None else "end"
            if f"{missing}_{number}" not in self.errors:
                self.add_error(f"{missing}_{number}", _("Enter both start and end, or neither."))
            return None
        if end <= start:
            self.add_error(f"end_{number}", _("It must end after it starts."))
        if self.has_sittings and end - start > timedelta(days=1):
            self.add_error(f"end_{number}", _("A sitting lasts a day at most: enter one for each day."))
        for name, moment in (("start", start), ("end", end)):
            if not 2000 <= moment.year <= 2100:
                self.add_error(f"{name}_{number}", _("Enter a date in the years 2000 to 2100."))
        return Stretch(start, end, self.cleaned_data.get(f"label_{number}", ""), number)

    def refuse_impossible(self, stretches):
        if not stretches:
            raise ValidationError(_("Leave at least one sitting: to call all off, cancel the webinar."))
        if any(later.starts_at < earlier.ends_at for earlier, later in pairwise(stretches)):
            raise ValidationError(_("The sittings of a webinar must not overlap."))
        if stretches[-1].ends_at - stretches[0].starts_at > timedelta(days=LONGEST):
            raise ValidationError(_("A webinar lasts a year at most: is the end right?"))
        is_same = stretches == self.webinar.stretches()
        zone = self.cleaned_data["time_zone"]
        if is_same and zone == self.webinar.time_zone and self.webinar.status == "published":
            raise ValidationError(_("These are the times it has. Enter another time."))
        now = timezone.now()
        if self.webinar.ends_at > now and stretches[-1].ends_at <= now:
            raise ValidationError(_("This time is over. Enter one that lies ahead."))

    def reminders(self, now):
        return planned(self.webinar, self.stretches, now)


def planned(webinar, stretches, now):
    slots = Admission.of(webinar).reminders
    moments = [(reminders.moment(stretch, slot), stretch, slot) for stretch in stretches for slot in slots]
    return sorted((each for each in moments if each[0] > now), key=lambda each: each[0])
