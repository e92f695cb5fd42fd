"""IANA time zones: the list to choose from, and its checks."""

import zoneinfo
from functools import cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


@cache
def zone_choices():
    """Return (name, label) of the zones that name a place, without old aliases such as "GB"."""
    names = sorted(
        name
        for name in zoneinfo.available_timezones()
        if "/" in name and not name.startswith(("Etc/", "SystemV/", "US/", "posix", "right"))
    )
    return [("UTC", "UTC"), *((name, name.replace("_", " ")) for name in names)]


@cache
def zone(name):
    """Return the ZoneInfo of the name. Kept: Python keeps eight, and a page names more cities than that."""
    return zoneinfo.ZoneInfo(name)


def validate_zone(name):
    if name not in dict(zone_choices()):
        raise ValidationError(_("Choose a time zone from the list, such as Europe/Zurich."))


def validate_zone_list(text):
    unknown = [name for name in text.split() if name not in dict(zone_choices())]
    if unknown:
        raise ValidationError(
            _("Not a time zone: %(names)s. Write one a line, such as America/Lima.")
            % {"names": ", ".join(unknown)}
        )


def city(name):
    """Return the city of a zone: "Zurich" for "Europe/Zurich"."""
    return name.rsplit("/", 1)[-1].replace("_", " ")
