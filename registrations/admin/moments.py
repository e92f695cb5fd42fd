"""When something happened, as organisers read it: never without its zone."""

from django.utils import timezone

from events import times


def zone_of(about):
    """Return the name of the zone for what concerns a webinar; of what concerns none, the active one."""
    return about.webinar.time_zone if about and about.webinar else timezone.get_current_timezone_name()


def stamp(moment, about):
    """Return a moment of a registration, enquiry or announcement in words, None where it never came."""
    return moment and times.stamp(moment, zone_of(about))
