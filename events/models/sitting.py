from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Value
from django.utils.translation import gettext_lazy as _

from events.models import checks
from events.trail import Trail


@dataclass(frozen=True)
class Stretch:
    """A time without a pause in which a webinar takes place; both ends are aware datetimes."""

    starts_at: datetime
    ends_at: datetime
    label: str = ""
    number: int = 1  # names its calendar entry for ever


class Sitting(models.Model):
    """One stretch of a webinar that has several, such as two mornings."""

    webinar = models.ForeignKey("events.Webinar", on_delete=models.CASCADE, related_name="sittings")
    number = models.PositiveSmallIntegerField(_("number"), editable=False)
    starts_at = models.DateTimeField(_("start"))
    ends_at = models.DateTimeField(_("end"))
    label = models.CharField(_("label"), max_length=80, blank=True, help_text=_("Such as “Day 1”."))

    history = Trail("webinar")

    class Meta:
        verbose_name = _("sitting")
        verbose_name_plural = _("sittings")
        ordering = ["starts_at"]
        constraints = [
            checks.ends_after_it_starts("sitting", _("A sitting must end after it starts.")),
            checks.lasts_at_most("sitting", 1, _("A sitting lasts a day at most: enter one for each day.")),
            checks.in_this_century("sitting", "starts_at", "ends_at"),
            models.UniqueConstraint(fields=["webinar", "number"], name="sitting_has_its_own_number"),
            ExclusionConstraint(
                name="sittings_of_a_webinar_do_not_overlap",
                # The embedded database has no btree_gist: a range of one value stands for equality.
                expressions=[
                    (
                        Func(
                            F("webinar"),
                            F("webinar"),
                            Value("[]"),
                            function="int8range",
                            output_field=BigIntegerRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func("starts_at", "ends_at", function="tstzrange", output_field=DateTimeRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                # So that several can move at once: events/sittings.py.
                deferrable=models.Deferrable.IMMEDIATE,
                violation_error_message=_("The sittings of a webinar must not overlap."),
            ),
        ]

    def __str__(self):
        return self.label or f"{_('Sitting')} {self.number}"

    def stretch(self):
        return Stretch(self.starts_at, self.ends_at, self.label, self.number)
