"""How many are registered for a webinar, and what may be done about them, for its page."""

from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import Right
from registrations.models import Registration


@dataclass(frozen=True)
class People:
    """In words how many there are, and who may see the people themselves."""

    words: str
    are_any: bool  # with those cancelled and those erased
    are_to_be_told: bool  # whether somebody holds a place or waits for one
    may_be_seen: bool


def counted(webinars):
    """Return the QuerySet with what `of` needs, so that the page of a webinar asks nothing more."""
    own = Registration.objects.filter(webinar=OuterRef("pk")).order_by()
    waiting = own.filter(status=Registration.Status.WAITLISTED).values("webinar").annotate(number=Count("pk"))
    return webinars.annotate(
        people_taken=F("places__taken"),
        people_capacity=F("admission__capacity"),
        people_waiting=Subquery(waiting.values("number")),
        people_are_any=Exists(own),
        people_are_to_be_told=Exists(own.live().exclude(email="")),
    )


def of(webinar, user):
    """Return the People of a webinar, out of `counted`, as `user` may see them."""
    return People(
        in_words(webinar.people_taken or 0, webinar.people_capacity, webinar.people_waiting or 0),
        webinar.people_are_any,
        webinar.people_are_to_be_told,
        user.may(Right.PEOPLE, webinar),
    )


def in_words(taken, capacity, waiting):
    if capacity is None:
        words = _("%(taken)d registered") % {"taken": taken}
    else:
        words = _("%(taken)d of %(capacity)d registered") % {"taken": taken, "capacity": capacity}
    return f"{words}, {ngettext('%d waiting', '%d waiting', waiting) % waiting}" if waiting else words
