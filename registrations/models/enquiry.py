from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from registrations.models.registration import reference, validate_language
from registrations.models.teams import OfTeams
from registrations.models.words import begun, words_of

SEARCHED = words_of("reference", "name", "email", "subject", "message")


class EnquiryQuerySet(OfTeams):
    def said_by(self, typed):
        """The ones in which all these words, each at least begun, occur."""
        return self.filter(begun(SEARCHED, typed))


class Enquiry(models.Model):
    """What someone asked. Stored first, mailed after."""

    class Status(models.TextChoices):
        NEW = "new", _("New")
        ANSWERED = "answered", _("Answered")
        CLOSED = "closed", _("Closed")
        SPAM = "spam", _("Spam")

    webinar = models.ForeignKey(
        "events.Webinar",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="enquiries",
        verbose_name=_("webinar"),
    )
    reference = models.CharField(_("reference"), max_length=9, unique=True, default=reference, editable=False)
    name = models.CharField(_("name"), max_length=150)
    email = models.EmailField(_("email address"))
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    message = models.TextField(_("text"), max_length=5000)
    language = models.CharField(
        _("language"),
        max_length=10,
        default="en",
        db_default="en",
        validators=[validate_language],
        editable=False,
    )
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.NEW)
    is_one_of_many = models.BooleanField(_("sent among many at once"), default=False, editable=False)
    form_key = models.CharField(max_length=32, editable=False)
    created_at = models.DateTimeField(_("received"), editable=False)

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        verbose_name = _("enquiry")
        verbose_name_plural = _("enquiries")
        ordering = ["-created_at", "-pk"]
        indexes = [GinIndex(SEARCHED, name="enquiry_by_words", fastupdate=False)]
        constraints = [
            # A double click or a reload sends the same form again.
            models.UniqueConstraint(fields=["form_key"], name="one_enquiry_per_form"),
        ]

    def __str__(self):
        return f"{self.reference}: {self.subject or self.name}"

    def key(self, kind):
        """Return the key of its mail of a kind, from which the Message-ID is made."""
        return f"enquiry:{self.pk}:{kind}"
