"""When something happened, as organisers read it: never without its zone."""

from events import times


def zone_of(about):
    """Return the name of the zone for what concerns a webinar, or none: then it is UTC."""
    return about.webinar.time_zone if about and about.webinar else "UTC"


def stamp(moment, about):
    """Return a moment of a registration, enquiry or announcement in words, None where it never came."""
    return moment and times.stamp(moment, zone_of(about))
