from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from events import folding, pictures
from events.models.checks import https_only
from events.models.picture import PictureField
from events.models.series import Series
from events.models.team import Right, added_by
from events.models.webinar import Webinar
from events.trail import Trail


class OrganisationQuerySet(models.QuerySet):
    def of(self, user, right=Right.SEE):
        """All, to see; with another right, those that have a part in no webinar and series but the user's."""
        if user.is_superuser or (right is Right.SEE and user.may_anywhere(right)):
            return self
        mine = Q(webinar__in=Webinar.objects.of(user, right)) | Q(series__in=Series.objects.of(user, right))
        parts = Organiser.objects.filter(organisation=OuterRef("pk"))
        theirs = Q(Exists(parts.filter(mine))) | Q(added_by=user)
        return self.filter(theirs, ~Exists(parts.exclude(pk__in=Organiser.objects.filter(mine))))


class Organisation(models.Model):
    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=40, blank=True, help_text=_("Such as ILO."))
    logo = PictureField(_("logo"), shape=pictures.LOGO, blank=True)
    url = models.URLField(_("web address"), max_length=500, blank=True)
    added_by = added_by()
    search_text = folding.stored("name", "short_name")

    history = Trail()

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                name="organisation_has_its_own_name",
                violation_error_message=_("There is an organisation with this name already."),
            ),
            https_only("organisation", "url"),
        ]

    def __str__(self):
        return f"{self.name} ({self.short_name})" if self.short_name else self.name


class Organiser(models.Model):
    """An organisation's part in one webinar or one series."""

    class Role(models.TextChoices):
        ORGANISER = "organiser", _("Organiser")
        CO_ORGANISER = "co-organiser", _("Co-organiser")
        PARTNER = "partner", _("Partner")

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="parts", verbose_name=_("organisation")
    )
    webinar = models.ForeignKey(
        "events.Webinar", on_delete=models.CASCADE, null=True, blank=True, related_name="organisers"
    )
    series = models.ForeignKey(
        "events.Series", on_delete=models.CASCADE, null=True, blank=True, related_name="organisers"
    )
    role = models.CharField(_("role"), max_length=15, choices=Role, default=Role.ORGANISER)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    history = Trail("webinar", "series")

    class Meta:
        verbose_name = _("organiser")
        verbose_name_plural = _("organisers")
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(webinar=None) ^ Q(series=None),
                name="organiser_of_a_webinar_or_a_series",
                violation_error_message=_("An organiser belongs to one webinar or to one series."),
            ),
            models.UniqueConstraint(
                fields=["organisation", "webinar"],
                name="organisation_is_listed_once_per_webinar",
                violation_error_message=_("This organisation is listed already."),
            ),
            models.UniqueConstraint(
                fields=["organisation", "series"],
                name="organisation_is_listed_once_per_series",
                violation_error_message=_("This organisation is listed already."),
            ),
        ]

    def __str__(self):
        return str(self.organisation)
