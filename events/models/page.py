from django.db import models
from django.db.models import Value
from django.db.models.functions import Length, Replace
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events import richtext
from events.trail import Trail

MARK = "[Fill in"  # where the default texts wait for what only this site can say


class PageQuerySet(models.QuerySet):
    def unfinished(self):
        """The ones with places left to be filled in; `places` says how many."""
        without = Replace("text", Value(MARK), Value(""))
        left = (Length("text") - Length(without)) / len(MARK)
        return self.annotate(places=left).filter(places__gt=0)


class Page(models.Model):
    """A text page with a fixed address; its default text comes with a migration."""

    class Slug(models.TextChoices):
        PRIVACY = "privacy", _("Privacy notice")
        ACCESSIBILITY = "accessibility", _("Accessibility statement")
        ABOUT = "about", _("About")

    slug = models.CharField(_("page address"), max_length=20, choices=Slug, unique=True)
    title = models.CharField(_("title"), max_length=150)
    text = richtext.field(_("text"))
    updated_at = models.DateTimeField(_("last changed"), auto_now=True)

    objects = PageQuerySet.as_manager()
    history = Trail()

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(slug__in=["privacy", "accessibility", "about"]),
                name="page_has_a_known_address",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("events:page", args=[self.slug])
