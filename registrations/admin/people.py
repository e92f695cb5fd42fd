"""How many are registered for a webinar, and what may be done about them, for its page and the list."""

from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from events.models import Right
from registrations.models import Registration

Status = Registration.Status


@dataclass(frozen=True)
class People:
    """In words how many there are, and who may see the people themselves."""

    words: str
    are_any: bool  # with those cancelled and those erased
    are_to_be_told: bool  # whether somebody holds a place or waits for one
    may_be_seen: bool


def own():
    return Registration.objects.filter(webinar=OuterRef("pk")).order_by()


def numbered(webinars):
    """Return the QuerySet with what `in_words` needs, so that a list asks nothing more for its rows."""
    return webinars.annotate(
        people_taken=Coalesce(F("places__taken"), 0),
        people_capacity=F("admission__capacity"),
        people_unconfirmed=number_of(Status.UNCONFIRMED),
        people_pending=number_of(Status.PENDING),
        people_waiting=number_of(Status.WAITLISTED),
    )


def number_of(status):
    found = own().filter(status=status).values("webinar").annotate(number=Count("pk"))
    return Coalesce(Subquery(found.values("number")), 0)


def counted(webinars):
    """Return the QuerySet with what `of` needs, so that the page of a webinar asks nothing more."""
    return numbered(webinars).annotate(
        people_are_any=Exists(own()),
        people_are_to_be_told=Exists(own().live().exclude(email="")),
    )


def of(webinar, user):
    """Return the People of a webinar, out of `counted`, as `user` may see them."""
    return People(
        in_words(webinar),
        webinar.people_are_any,
        webinar.people_are_to_be_told,
        user.may(Right.PEOPLE, webinar),
    )


def in_words(webinar):
    """Return how many stand where at a webinar out of `numbered`, and how many places are left."""
    taken, capacity = webinar.people_taken, webinar.people_capacity
    unconfirmed, pending = webinar.people_unconfirmed, webinar.people_pending
    words = [_("%d registered") % (taken - unconfirmed - pending)]
    if pending:
        words.append(_("%d to be approved") % pending)
    if unconfirmed:
        words.append(_("%d to confirm their address") % unconfirmed)
    if capacity is not None:
        left = {"left": max(capacity - taken, 0), "capacity": capacity}
        words.append(_("%(left)d of %(capacity)d places left") % left)
    if webinar.people_waiting:
        words.append(_("%d waiting") % webinar.people_waiting)
    return ", ".join(words)
