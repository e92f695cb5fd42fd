from django.db import models
from django.utils.translation import gettext_lazy as _


class RetentionRun(models.Model):
    """What was forgotten on one day, in numbers. One row a day, so that a missed day shows."""

    day = models.DateField(_("day"), unique=True)
    started_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"), null=True)
    registrations = models.PositiveIntegerField(_("registrations"), default=0)
    needs = models.PositiveIntegerField(_("access needs"), default=0)
    enquiries = models.PositiveIntegerField(_("enquiries"), default=0)
    messages = models.PositiveIntegerField(_("mails"), default=0)

    class Meta:
        verbose_name = _("deletion of personal data")
        verbose_name_plural = _("deletion of personal data")
        ordering = ["-day"]

    def __str__(self):
        return f"{self.day}"
