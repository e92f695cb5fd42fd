from django.db import models
from django.utils.translation import gettext_lazy as _


class Attendance(models.Model):
    """That somebody pressed Join during one stretch of a webinar: first, last, how often."""

    registration = models.ForeignKey(
        "registrations.Registration", on_delete=models.CASCADE, related_name="attendances"
    )
    stretch = models.PositiveSmallIntegerField(_("sitting"))  # the number of events.models.Stretch
    first_at = models.DateTimeField(_("first joined"))
    last_at = models.DateTimeField(_("last joined"))
    count = models.PositiveIntegerField(_("times"), default=1)

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        ordering = ["stretch"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "stretch"], name="one_attendance_per_person_and_stretch"
            ),
        ]

    def __str__(self):
        return f"{self.registration}: {self.count}"
