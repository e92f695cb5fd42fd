"""Constraints that several models share."""

import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

EARLIEST = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
LATEST = datetime.datetime(2101, 1, 1, tzinfo=datetime.UTC)


def https_only(model, field):
    """Return the constraint that an address, if any, starts with https://."""
    return models.CheckConstraint(
        condition=Q(**{field: ""}) | Q(**{f"{field}__startswith": "https://"}),
        name=f"{model}_{field}_is_https",
        violation_error_message=_("Enter an address that starts with https://."),
    )


def ends_after_it_starts(model, what):
    return models.CheckConstraint(
        condition=Q(ends_at__gt=F("starts_at")),
        name=f"{model}_ends_after_it_starts",
        violation_error_message=what,
    )


def lasts_at_most(model, days, what):
    return models.CheckConstraint(
        condition=Q(ends_at__lte=F("starts_at") + datetime.timedelta(days=days)),
        name=f"{model}_lasts_at_most_{days}_days",
        violation_error_message=what,
    )


def in_this_century(model, *fields):
    """Return the constraint that the times lie in the years 2000 to 2100.

    Year 1 in a zone east of UTC is stored as BC and then breaks every page that lists the row.
    """
    condition = Q()
    for field in fields:
        condition &= Q(**{f"{field}__gte": EARLIEST, f"{field}__lt": LATEST}) | Q(**{field: None})
    return models.CheckConstraint(
        condition=condition,
        name=f"{model}_lies_in_the_years_2000_to_2100",
        violation_error_message=_("Enter a date in the years 2000 to 2100."),
    )
