from django.db import models
from django.utils.translation import gettext_lazy as _

from events import pictures
from events.models.picture import PictureField
from events.models.zones import validate_zone_list
from events.trail import Trail


class Site(models.Model):
    """What the whole site says about itself: one row, made by a migration."""

    name = models.CharField(_("name"), max_length=80)
    tagline = models.CharField(_("one sentence for the home page"), max_length=200, blank=True)
    logo = PictureField(_("logo"), shape=pictures.LOGO, blank=True)
    contact_name = models.CharField(_("name of the contact"), max_length=150, blank=True)
    contact_email = models.EmailField(
        _("email address of the contact"),
        help_text=_("Enquiries go here, unless a webinar or series names its own contact."),
    )
    controller = models.CharField(
        _("controller"),
        max_length=200,
        blank=True,
        help_text=_("Who is responsible for the personal data: named in the privacy notice and on forms."),
    )
    cities = models.TextField(
        _("cities of the times table"),
        blank=True,
        validators=[validate_zone_list],
        help_text=_("One time zone a line, such as America/Lima: shown under “Times in other cities”."),
    )

    history = Trail()

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("site")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pk=1),
                name="there_is_one_site",
                violation_error_message=_("There is one site only: change the one that exists."),
            ),
        ]

    def __str__(self):
        return self.name

    def zones(self):
        return self.cities.split()
