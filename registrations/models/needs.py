from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class Needs(models.Model):
    """What somebody needs to take part. Deleted 30 days after the webinar."""

    class Kind(models.TextChoices):
        CAPTIONS = "captions", _("Captions")
        SIGN_LANGUAGE = "sign-language", _("Sign language interpretation")
        DOCUMENTS = "documents", _("Documents in advance")
        DIAL_IN = "dial-in", _("Dialling in by telephone")
        OTHER = "other", _("Something else")

    registration = models.OneToOneField(
        "registrations.Registration", on_delete=models.CASCADE, related_name="needs"
    )
    kinds = ArrayField(models.CharField(max_length=15, choices=Kind), verbose_name=_("needs"))
    text = models.CharField(_("in their own words"), max_length=500, blank=True)
    is_arranged = models.BooleanField(_("arranged"), default=False)
    arranged_at = models.DateTimeField(_("arranged at"), null=True, editable=False)
    arranged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("arranged by"),
    )
    version = models.PositiveIntegerField(default=1, editable=False)  # raised by each change

    class Meta:
        verbose_name = _("access needs")
        verbose_name_plural = _("access needs")

    def __str__(self):
        return ", ".join([*self.kind_names(), *filter(None, [self.text])])

    def kind_names(self):
        return [str(self.Kind(kind).label) for kind in self.kinds or []]
