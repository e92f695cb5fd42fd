from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from events import folding, richtext
from events.models import checks
from events.trail import Trail


class Session(models.Model):
    """A part of the programme; times and title are optional."""

    class Kind(models.TextChoices):
        SESSION = "session", _("Session")
        OPENING = "opening", _("Opening")
        TALK = "talk", _("Talk")
        DISCUSSION = "discussion", _("Discussion")
        QUESTIONS = "questions", _("Questions and answers")
        BREAK = "break", _("Break")
        CLOSING = "closing", _("Closing")

    webinar = models.ForeignKey("events.Webinar", on_delete=models.CASCADE, related_name="sessions")
    sitting = models.ForeignKey(
        "events.Sitting",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="sessions",
        verbose_name=_("sitting"),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.SESSION)
    title = models.CharField(
        _("title"),
        max_length=200,
        blank=True,
        help_text=_("If empty, “Session 1” and so on, or the kind, is shown."),
    )
    starts_at = models.DateTimeField(_("start"), null=True, blank=True)
    ends_at = models.DateTimeField(_("end"), null=True, blank=True)
    text_before = richtext.field(_("text before the webinar"))
    text_after = richtext.field(_("text after the webinar"))
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    search_text = folding.stored("title", folding.Plain("text_before"))
    search_text_after = folding.stored(folding.Plain("text_after"))

    history = Trail("webinar")

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["order", "starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(starts_at__isnull=False, ends_at__gt=F("starts_at")),
                name="session_ends_after_it_starts",
                violation_error_message=_("A session with an end needs a start before it."),
            ),
            checks.in_this_century("session", "starts_at", "ends_at"),
        ]

    def __str__(self):
        return self.title or self.get_kind_display()
