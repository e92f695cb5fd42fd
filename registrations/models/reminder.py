from django.db import models
from django.utils.translation import gettext_lazy as _


class Reminder(models.Model):
    """A reminder that has gone to the outbox for all who have a place: one slot of one stretch.

    Its start belongs to what makes it one: a webinar that moves is reminded of anew.
    """

    class Slot(models.IntegerChoices):
        """Minutes before the start."""

        WEEK = 10080, _("7 days before")
        DAY = 1440, _("24 hours before")
        HOUR = 60, _("1 hour before")
        MOMENT = 10, _("10 minutes before")

    webinar = models.ForeignKey("events.Webinar", on_delete=models.CASCADE, related_name="reminders")
    stretch = models.PositiveSmallIntegerField(_("number of the sitting"))
    starts_at = models.DateTimeField(_("start"))
    slot = models.PositiveIntegerField(_("slot"), choices=Slot)
    queued_at = models.DateTimeField(_("queued"))
    count = models.PositiveIntegerField(_("mails"), default=0)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [
            models.UniqueConstraint(
                fields=["webinar", "stretch", "starts_at", "slot"], name="each_reminder_is_queued_once"
            ),
        ]

    def __str__(self):
        return f"{self.webinar}: {self.get_slot_display()}"
