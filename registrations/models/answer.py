from django.db import models
from django.utils.translation import gettext_lazy as _


class Answer(models.Model):
    """What somebody answered, beside the question in the words in which it was asked."""

    registration = models.ForeignKey(
        "registrations.Registration", on_delete=models.CASCADE, related_name="answers"
    )
    question = models.ForeignKey(
        "registrations.Question", on_delete=models.SET_NULL, null=True, related_name="answers"
    )
    asked = models.CharField(_("question"), max_length=300)
    version = models.PositiveIntegerField(_("version of the question"))
    value = models.TextField(_("answer"))  # several choices: one a line
    answered_at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["registration", "question"], name="one_answer_per_question"),
        ]

    def __str__(self):
        return self.asked
