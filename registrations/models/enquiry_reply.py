from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class EnquiryReply(models.Model):
    """What an organiser answered by mail; goes with the enquiry."""

    enquiry = models.ForeignKey("registrations.Enquiry", on_delete=models.CASCADE, related_name="replies")
    text = models.TextField(_("answer"), max_length=10_000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, verbose_name=_("by")
    )
    at = models.DateTimeField(_("when"))
    form_key = models.CharField(max_length=32, editable=False)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["pk"]
        constraints = [
            # A double click or a reload sends the same form again.
            models.UniqueConstraint(fields=["form_key"], name="one_reply_per_form"),
        ]

    def __str__(self):
        return f"{self.enquiry.reference}, {self.at:%Y-%m-%d %H:%M}"
