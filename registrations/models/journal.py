from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class JournalEntry(models.Model):
    """What happened to a registration, without personal values: it outlives the erasure of the person."""

    class Deed(models.TextChoices):
        HELD = "held", _("asked for a place; the address is to be confirmed")
        REQUESTED = "requested", _("asked for a place; to be approved")
        REGISTERED = "registered", _("got a place")
        WAITLISTED = "waitlisted", _("joined the waitlist")
        PROMOTED = "promoted", _("got a place from the waitlist")
        MOVED_UP = "moved_up", _("moved up from the waitlist; to be approved")
        CHANGED = "changed", _("changed their details")
        CANCELLED = "cancelled", _("cancelled")
        ERASED = "erased", _("had their data erased")
        EXPIRED = "expired", _("did not confirm the address in time")
        DECLINED = "declined", _("was declined")
        RELINKED = "relinked", _("got a new personal link; the earlier ones no longer work")
        UNSUBSCRIBED = "unsubscribed", _("stopped the reminders")

    registration = models.ForeignKey(
        "registrations.Registration", on_delete=models.CASCADE, related_name="journal"
    )
    deed = models.CharField(_("what"), max_length=12, choices=Deed)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        verbose_name=_("by"),
        help_text=_("Empty: the person, or the site."),
    )

    class Meta:
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal")
        ordering = ["pk"]

    def __str__(self):
        return self.get_deed_display()
