from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events import folding, richtext
from events.models.team import Right
from events.models.webinar import Webinar
from events.trail import Trail


class SeriesQuerySet(models.QuerySet):
    def of(self, user, right=Right.SEE):
        """The ones with which the user has this right; to see, those of the user's webinars, too."""
        if user.is_superuser:
            return self
        own = Q(pk__in=user.series_with(right))
        if right is Right.SEE:
            own |= Q(pk__in=Webinar.objects.of(user).values("series"))
        return self.filter(own)


class Series(models.Model):
    title = models.CharField(_("title"), max_length=200)
    slug = models.SlugField(_("page address"), max_length=100, unique=True)
    text = richtext.field(_("text"))
    contact_name = models.CharField(_("name of the contact"), max_length=150, blank=True)
    contact_email = models.EmailField(_("email address of the contact"), blank=True)
    updated_at = models.DateTimeField(_("last changed"), auto_now=True)
    search_text = folding.stored("title")

    history = Trail()

    objects = SeriesQuerySet.as_manager()

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")
        ordering = ["title"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("events:series", args=[self.slug])
