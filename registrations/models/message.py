from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class MessageQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(sent_at=None, failed_at=None)

    def due(self, now):
        return self.waiting().filter(due_at__lte=now)


class Message(models.Model):
    """One e-mail in the outbox: what it is about and the facts of that moment; rendered when sent."""

    class Kind(models.TextChoices):
        CONFIRM_ADDRESS = "confirm_address", _("Confirm your address")
        REQUEST_RECEIVED = "request_received", _("We have your request")
        DECLINED = "declined", _("You have no place")
        REGISTERED = "registered", _("You are registered")
        ALREADY_REGISTERED = "already_registered", _("You are already registered")
        WAITLISTED = "waitlisted", _("You are on the waitlist")
        PROMOTED = "promoted", _("You have a place")
        CANCELLED = "cancelled", _("Your registration is cancelled")
        PERSONAL_LINK = "personal_link", _("Your link")
        ENQUIRY_RECEIVED = "enquiry_received", _("We have your question")
        NEW_ENQUIRY = "new_enquiry", _("New question, to the contact")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    registration = models.ForeignKey(
        "registrations.Registration", on_delete=models.CASCADE, null=True, blank=True, related_name="messages"
    )
    enquiry = models.ForeignKey(
        "registrations.Enquiry", on_delete=models.CASCADE, null=True, blank=True, related_name="messages"
    )
    # What it is about, which kind, which version: asked for twice, it is queued once.
    key = models.CharField(max_length=100, unique=True)
    facts = models.JSONField(default=dict)
    created_at = models.DateTimeField(_("queued"))
    due_at = models.DateTimeField(_("due"))
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    sent_at = models.DateTimeField(_("sent"), null=True)
    failed_at = models.DateTimeField(_("given up"), null=True)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["due_at"], name="message_still_to_send", condition=Q(sent_at=None, failed_at=None)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(registration=None) ^ Q(enquiry=None),
                name="message_is_about_a_registration_or_an_enquiry",
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(failed_at=None), name="message_is_sent_or_given_up"
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} ({self.key})"
