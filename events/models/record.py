from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


def somebody(label, **options):
    """Return a field that names an account by its number, also once the account is gone."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=label,
        **options,
    )


class Record(models.Model):
    """What left the site or concerns all of it: an export, a message, rights, a run of forgetting.

    It names no registrant, and organisers by the number of their account.
    """

    class Kind(models.TextChoices):
        EXPORT = "export", _("Export")
        MESSAGE = "message", _("Message sent")
        RIGHTS = "rights", _("Rights changed")
        FORGETTING = "forgetting", _("Deletion of personal data")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    at = models.DateTimeField(_("when"), db_index=True)
    by = somebody(_("who"), help_text=_("Empty: the site itself."))
    about = models.CharField(_("what"), max_length=600, blank=True)
    account = somebody(_("account"), help_text=_("Whose rights changed."))
    count = models.PositiveIntegerField(_("how many"), null=True, blank=True)

    class Meta:
        verbose_name = _("entry of the log")
        verbose_name_plural = _("log of what was done")
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.about}"
