from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.trail import Trail

MOST = 8  # questions a webinar may ask


class Question(models.Model):
    """A question of the organiser's own on the form of one webinar."""

    class Kind(models.TextChoices):
        SHORT = "short", _("Short answer")
        LONG = "long", _("Long answer")
        ONE = "one", _("One choice")
        MANY = "many", _("Several choices")
        YES_NO = "yes-no", _("Yes or no")
        NUMBER = "number", _("Number")
        CONSENT = "consent", _("Consent")

    webinar = models.ForeignKey("events.Webinar", on_delete=models.CASCADE, related_name="questions")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.SHORT)
    text = models.CharField(_("question"), max_length=300)
    why = models.CharField(_("why we ask"), max_length=300, help_text=_("Shown below the question."))
    choices = models.TextField(
        _("choices"),
        max_length=2000,
        blank=True,
        help_text=_("One a line, for one choice or several choices."),
    )
    is_required = models.BooleanField(_("must be answered"), default=False)
    version = models.PositiveIntegerField(default=1, editable=False)  # raised when the text changes
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    history = Trail("webinar")

    class Meta:
        verbose_name = _("own question")
        verbose_name_plural = _("own questions")
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind__in=["one", "many"]) | ~Q(choices=""),
                name="question_with_choices_has_some",
                violation_error_message=_("Enter the choices, one a line."),
            ),
        ]

    def __str__(self):
        return self.text

    def options(self):
        """Return the choices as typed, without empty lines and repetitions."""
        return list(dict.fromkeys(line.strip() for line in self.choices.splitlines() if line.strip()))
