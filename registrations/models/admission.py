from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from events.models.checks import https_only, in_this_century
from events.trail import Trail
from registrations.models.reminder import Reminder

LONGEST_HOLD = timedelta(hours=24)
SHORTEST_HOLD = timedelta(minutes=15)
USUAL_GROUPS = [  # stored as they stand here, shown in the language of the page
    gettext_noop("Government"),
    gettext_noop("Employers"),
    gettext_noop("Workers"),
    gettext_noop("Employment service"),
    gettext_noop("Academia"),
    gettext_noop("Civil society"),
    gettext_noop("Media"),
    gettext_noop("Other"),
    gettext_noop("Prefer not to say"),
]
LONGEST_GROUP = 100  # characters, as the registration keeps it


def usual_reminders():
    return [Reminder.Slot.DAY, Reminder.Slot.HOUR]


class Admission(models.Model):
    """Who is let into a webinar, how many and until when. One row per webinar, made when first needed."""

    class Field(models.TextChoices):
        OFF = "off", _("not asked")
        ON = "on", _("optional")
        REQUIRED = "required", _("required")

    webinar = models.OneToOneField("events.Webinar", on_delete=models.CASCADE, related_name="admission")
    capacity = models.PositiveIntegerField(
        _("places"),
        null=True,
        blank=True,
        help_text=_(
            "If empty, there is no limit. Once all are taken, people join a waitlist. "
            "Lowering the number throws nobody out."
        ),
    )
    opens_at = models.DateTimeField(
        _("registration opens"), null=True, blank=True, help_text=_("If empty, at once.")
    )
    closes_at = models.DateTimeField(
        _("registration closes"), null=True, blank=True, help_text=_("If empty, when the webinar ends.")
    )
    asks_confirmation = models.BooleanField(
        _("ask people to confirm their address"),
        default=False,
        help_text=_("They get a mail with a button first; the place is held for a day, less near the start."),
    )
    asks_approval = models.BooleanField(
        _("approve each registration"),
        default=False,
        help_text=_("The place is held until an organiser approves or declines."),
    )
    organisation = models.CharField(
        _("ask for the organisation"), max_length=8, choices=Field, default=Field.ON
    )
    job_title = models.CharField(_("ask for the job title"), max_length=8, choices=Field, default=Field.OFF)
    country = models.CharField(_("ask for the country"), max_length=8, choices=Field, default=Field.ON)
    group = models.CharField(_("ask for the group"), max_length=8, choices=Field, default=Field.OFF)
    groups = models.TextField(
        _("groups to choose from"),
        max_length=2000,
        blank=True,
        help_text=_("One a line. If empty: Government, Employers, Workers and so on."),
    )
    needs = models.CharField(
        _("ask what people need to take part"), max_length=8, choices=Field, default=Field.ON
    )
    needs_days = models.PositiveSmallIntegerField(
        _("days it takes to arrange"),
        default=7,
        help_text=_("People are told to ask at least so many days before the start."),
    )
    question = models.CharField(
        _("ask for a question to the speakers"), max_length=8, choices=Field, default=Field.OFF
    )
    meeting_tool = models.CharField(
        _("meeting tool"), max_length=80, blank=True, help_text=_("Such as the name of the video service.")
    )
    meeting_privacy_url = models.URLField(
        _("its privacy notice"), max_length=500, blank=True, help_text=_("Shown beside the Join button.")
    )
    room_url = models.URLField(
        _("address of the room"),
        max_length=1000,
        blank=True,
        help_text=_(
            "Secret: only those with a place are led there, by the Join button, while the doors are open."
        ),
    )
    room_instructions = models.TextField(
        _("instructions for the room"),
        max_length=2000,
        blank=True,
        help_text=_("Such as a number to dial in."),
    )
    doors_open_minutes = models.PositiveSmallIntegerField(
        _("doors open"), default=15, help_text=_("So many minutes before each start.")
    )
    reminders = ArrayField(
        models.PositiveIntegerField(choices=Reminder.Slot),
        verbose_name=_("reminders"),
        default=usual_reminders,
        blank=True,
        help_text=_("To everybody with a place who has not switched them off."),
    )
    retention_days = models.PositiveSmallIntegerField(
        _("days kept"),
        default=180,
        help_text=_("Names and addresses are deleted this many days after the end."),
    )

    history = Trail("webinar", secret=["room_url", "room_instructions"])

    class Meta:
        verbose_name = _("admission")
        verbose_name_plural = _("admission")
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
                name="registration_closes_after_it_opens",
                violation_error_message=_("Registration must close after it opens."),
            ),
            in_this_century("admission", "opens_at", "closes_at"),
            models.CheckConstraint(
                condition=Q(capacity=None) | Q(capacity__lte=1_000_000),
                name="capacity_is_a_number_of_people",
                violation_error_message=_("Enter at most 1,000,000 places, or leave it empty for no limit."),
            ),
            https_only("admission", "room_url"),
            https_only("admission", "meeting_privacy_url"),
            models.CheckConstraint(
                condition=Q(doors_open_minutes__lte=1440),
                name="doors_open_on_the_day",
                violation_error_message=_("Enter at most 1,440 minutes, which is a day."),
            ),
            models.CheckConstraint(
                condition=Q(retention_days__range=(1, 3650)),
                name="retention_ends_within_ten_years",
                violation_error_message=_("Enter 1 to 3,650 days."),
            ),
        ]

    def __str__(self):
        return str(self.webinar)

    @classmethod
    def of(cls, webinar):
        """Return the webinar's admission, or an unsaved one with the defaults."""
        try:
            return webinar.admission
        except cls.DoesNotExist:
            return cls(webinar=webinar)

    def group_names(self):
        """Return the groups to choose from, as typed by the organiser or the usual ones."""
        own = [line.strip()[:LONGEST_GROUP].strip() for line in self.groups.splitlines() if line.strip()]
        return list(dict.fromkeys(own)) or USUAL_GROUPS

    def needs_by(self):
        """Return the moment by which access needs are best asked for."""
        return self.webinar.starts_at - timedelta(days=self.needs_days)

    def hold(self, now):
        """Return how long a place is held for who has to confirm: a day, less near the start."""
        return min(LONGEST_HOLD, max(SHORTEST_HOLD, (self.webinar.starts_at - now) / 4))

    def closing_time(self):
        return self.closes_at or self.webinar.ends_at

    def is_open(self, now):
        """Return whether the form takes registrations at `now` (an aware datetime)."""
        return (
            self.webinar.status == self.webinar.Status.PUBLISHED
            and (self.opens_at is None or self.opens_at <= now)
            and now < min(self.closing_time(), self.webinar.ends_at)
        )

    def deletion_date(self):
        """Return the day, in the webinar's zone, on which registrations are deleted."""
        return (
            (self.webinar.ends_at + timedelta(days=self.retention_days)).astimezone(self.webinar.zone).date()
        )
