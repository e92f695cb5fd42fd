import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registrations.models.registration import Registration
from registrations.models.teams import OfTeams

PLACEHOLDERS = {
    "name": _("full name of the person"),
    "webinar": _("title of the webinar"),
    "when": _("day and time, in the webinar’s zone"),
    "page": _("address of the webinar’s page"),
    "registration": _("the person’s own page"),
    "join": _("the person’s way into the room"),
}
PERSONAL = re.compile(r"/(registrations|join|confirm|unsubscribe)/[\w-]*:")
BRACES = re.compile(r"\{(\w*)\}|[{}]")


def only_known_placeholders(text):
    """Refuse any brace that is not one of the placeholders; nothing is ever evaluated."""
    for found in BRACES.finditer(text):
        if found[1] not in PLACEHOLDERS:
            known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
            raise ValidationError(
                _("“%(found)s” is none of the placeholders: %(known)s. Leave out other braces."),
                params={"found": found[0], "known": known},
            )


def no_personal_link(text):
    if PERSONAL.search(text):
        raise ValidationError(
            _("This holds one person’s own link. Write {registration} or {join}: so each gets theirs.")
        )


class Announcement(models.Model):
    """A mail that organisers write to the people of a webinar: checked, previewed, then sent once."""

    class Kind(models.TextChoices):
        MESSAGE = "message", _("Message from the organisers")
        READY = "ready", _("Recording and documents are ready")

    class Audience(models.TextChoices):
        REGISTERED = "registered", _("everybody with a place")
        CAME = "came", _("those who joined")
        MISSED = "missed", _("those with a place who did not join")
        WAITLISTED = "waitlisted", _("everybody on the waitlist")
        PENDING = "pending", _("everybody to be approved")
        ALL = "all", _("everybody with a place or on the waitlist")

    webinar = models.ForeignKey(
        "events.Webinar", on_delete=models.CASCADE, related_name="announcements", verbose_name=_("webinar")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.MESSAGE)
    audience = models.CharField(_("to"), max_length=12, choices=Audience, default=Audience.REGISTERED)
    subject = models.CharField(
        _("subject"), max_length=150, validators=[only_known_placeholders, no_personal_link]
    )
    text = models.TextField(
        _("text"),
        max_length=10_000,
        blank=True,
        validators=[MaxLengthValidator(10_000), only_known_placeholders, no_personal_link],
        help_text=_("Plain text. Greeting, facts and the links to the person’s own pages are added."),
    )
    created_at = models.DateTimeField(_("written"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent"), null=True, editable=False)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("sent by"),
    )
    stopped_at = models.DateTimeField(_("stopped"), null=True, editable=False)
    count = models.PositiveIntegerField(_("people"), default=0, editable=False)

    objects = OfTeams.as_manager()

    class Meta:
        verbose_name = _("message to registrants")
        verbose_name_plural = _("messages to registrants")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="message") | ~Q(text=""),
                name="a_message_says_something",
                violation_error_message=_("Enter the text of the message."),
            ),
            models.CheckConstraint(
                condition=Q(stopped_at=None) | Q(sent_at__isnull=False),
                name="only_what_was_sent_is_stopped",
            ),
        ]

    def __str__(self):
        return self.subject

    def people(self):
        """Return the registrations of the audience, also those who want no such mails."""
        status = Registration.Status
        everybody = self.webinar.registrations.exclude(email="")
        came = Q(attendances__isnull=False)
        return {
            self.Audience.REGISTERED: everybody.filter(status=status.REGISTERED),
            self.Audience.CAME: everybody.filter(came, status=status.REGISTERED).distinct(),
            self.Audience.MISSED: everybody.filter(status=status.REGISTERED).exclude(came),
            self.Audience.WAITLISTED: everybody.filter(status=status.WAITLISTED),
            self.Audience.PENDING: everybody.filter(status=status.PENDING),
            self.Audience.ALL: everybody.filter(status__in=[status.REGISTERED, status.WAITLISTED]),
        }[self.audience]
