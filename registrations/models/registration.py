import secrets

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from events import site_languages
from events.models import Document
from events.models.zones import validate_zone
from registrations.models.admission import Admission
from registrations.models.teams import OfTeams
from registrations.models.words import begun, words_of

SEARCHED = words_of("name", "email", "organisation", "reference")
# Without 0, 1, I and O, which are read wrongly.
REFERENCE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def reference():
    """Return a reference to read out on the telephone, such as "7KQ4-92MF"."""
    letters = [secrets.choice(REFERENCE_ALPHABET) for _ in range(8)]
    return "".join(letters[:4]) + "-" + "".join(letters[4:])


def validate_language(code):
    if code not in dict(settings.LANGUAGES):
        raise ValidationError(_("Choose a language from the list."), code="language")


class RegistrationQuerySet(OfTeams):
    def with_address(self, email):
        return self.alias(lower_email=Lower("email")).filter(lower_email=email.lower())

    def said_by(self, typed):
        """The ones with all these words in name, address, organisation or reference, each at least begun."""
        return self.filter(begun(SEARCHED, typed))

    def holding_a_place(self):
        """The people whose place nobody else gets, also those still to confirm or to be approved."""
        return self.filter(status__in=Registration.HOLDING)

    def held_too_long(self, now):
        """The ones who have not confirmed their address in time."""
        return self.filter(status=Registration.Status.UNCONFIRMED, held_until__lte=now)

    def attendees(self):
        """The people with a place."""
        return self.filter(status=Registration.Status.REGISTERED)

    def waiting(self):
        """The people on the waitlist, in the order in which they get a place."""
        return self.filter(status=Registration.Status.WAITLISTED).order_by("waitlist_number")

    def live(self):
        """The ones that hold a place or wait for one."""
        return self.filter(status__in=[*Registration.HOLDING, Registration.Status.WAITLISTED])


class Registration(models.Model):
    """One person's place at one webinar, with the details as given then.

    `seats.py` alone changes its status.
    """

    class Status(models.TextChoices):
        UNCONFIRMED = "unconfirmed", _("Address to be confirmed")
        PENDING = "pending", _("To be approved")
        REGISTERED = "registered", _("Registered")
        WAITLISTED = "waitlisted", _("On the waitlist")
        CANCELLED = "cancelled", _("Cancelled")
        DECLINED = "declined", _("Declined")

    HOLDING = (Status.UNCONFIRMED, Status.PENDING, Status.REGISTERED)

    webinar = models.ForeignKey(
        "events.Webinar", on_delete=models.PROTECT, related_name="registrations", verbose_name=_("webinar")
    )
    reference = models.CharField(_("reference"), max_length=9, unique=True, default=reference, editable=False)
    name = models.CharField(_("full name"), max_length=150)
    email = models.EmailField(_("email address"))
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    job_title = models.CharField(_("job title"), max_length=200, blank=True)
    country = CountryField(_("country or territory"), blank=True)
    group = models.CharField(_("group"), max_length=100, blank=True)
    question = models.CharField(_("question to the speakers"), max_length=500, blank=True)
    language = models.CharField(_("language"), max_length=10, default="en", validators=[validate_language])
    time_zone = models.CharField(_("time zone"), max_length=50, blank=True, validators=[validate_zone])
    is_reminded = models.BooleanField(_("reminders"), default=True)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.REGISTERED)
    waitlist_number = models.PositiveIntegerField(_("waitlist number"), null=True, editable=False)
    is_vouched_for = models.BooleanField(  # organisers added or approved the person, and did not cancel since
        default=False, db_default=False, editable=False
    )
    held_until = models.DateTimeField(_("place held until"), null=True, editable=False)
    form_key = models.CharField(
        max_length=32, blank=True, editable=False
    )  # of the form it was last sent with
    link_version = models.PositiveIntegerField(default=1, editable=False)  # raised to revoke all links
    calendar_sequence = models.PositiveIntegerField(default=0, editable=False)
    erased_at = models.DateTimeField(_("erased"), null=True, editable=False)
    created_at = models.DateTimeField(_("first registered"), editable=False)
    changed_at = models.DateTimeField(_("last changed"), editable=False)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["webinar", "status"], name="registration_by_status"),
            models.Index(Lower("email"), name="registration_by_email"),
            models.Index(fields=["-created_at", "-id"], name="registration_by_time"),
            # With what the list is filtered by, for those who see the people of many webinars.
            models.Index(
                fields=["webinar", "-created_at", "-id"],
                include=["status", "country", "group"],
                name="registration_by_webinar_time",
            ),
            models.Index(fields=["status", "-created_at", "-id"], name="registration_by_status_time"),
            models.Index(fields=["country", "-created_at", "-id"], name="registration_by_country_time"),
            models.Index(fields=["group", "-created_at", "-id"], name="registration_by_group_time"),
            # Without the pending list: its turns to be merged would be waited for by one registrant.
            GinIndex(SEARCHED, name="registration_by_words", fastupdate=False),
        ]
        constraints = [
            models.UniqueConstraint(
                "webinar",
                Lower("email"),
                condition=~Q(email=""),  # an erased row keeps its count, not its address
                name="one_registration_per_webinar_and_email",
                violation_error_message=_("This address is already registered."),
            ),
            models.UniqueConstraint(
                fields=["webinar", "waitlist_number"], name="waitlist_number_is_given_once_per_webinar"
            ),
            models.CheckConstraint(
                condition=Q(status="waitlisted", waitlist_number__isnull=False)
                | (~Q(status="waitlisted") & Q(waitlist_number=None)),
                name="who_waits_has_a_waitlist_number",
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None)
                | Q(name="", email="", organisation="", job_title="", question=""),
                name="an_erased_registration_names_nobody",
            ),
            models.CheckConstraint(
                condition=~Q(status="unconfirmed") | Q(held_until__isnull=False),
                name="a_place_is_held_for_a_time",
            ),
        ]

    def __str__(self):
        return f"{self.name} ({self.reference})"

    @property
    def is_by_hand(self):
        """Whether nobody ever sent the form for it: organisers registered the person."""
        return not self.form_key

    @property
    def needs_approval(self):
        """Whether a place that it gets is only held until the organisers have decided."""
        return Admission.of(self.webinar).asks_approval and not self.is_vouched_for

    @property
    def is_live(self):
        return self.status not in {self.Status.CANCELLED, self.Status.DECLINED}

    @property
    def holds_a_place(self):
        return self.status in self.HOLDING

    def spoken_language(self):
        """Return the language they chose; the site's own if it is offered no more."""
        return site_languages.offered(self.language)

    def sequence(self):
        """Return the SEQUENCE of the person's calendar entry: an act on either side raises it."""
        return self.webinar.calendar_sequence + self.calendar_sequence

    def documents(self, now):
        """The documents for registrants that this one may have: with a place, before and afterwards."""
        theirs = Document.objects.for_registrants(now).filter(webinar=self.webinar_id)
        return theirs if self.status == self.Status.REGISTERED else theirs.none()

    def position(self):
        """Return the rank among those still waiting, from 1."""
        return self.webinar.registrations.waiting().filter(waitlist_number__lte=self.waitlist_number).count()
