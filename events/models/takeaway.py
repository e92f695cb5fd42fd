from django.db import models
from django.utils.translation import gettext_lazy as _

from events import folding
from events.trail import Trail


class Takeaway(models.Model):
    webinar = models.ForeignKey("events.Webinar", on_delete=models.CASCADE, related_name="takeaways")
    sentence = models.CharField(_("sentence"), max_length=500)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    search_text = folding.stored("sentence")

    history = Trail("webinar")

    class Meta:
        verbose_name = _("takeaway")
        verbose_name_plural = _("takeaways")
        ordering = ["order", "pk"]

    def __str__(self):
        return self.sentence
