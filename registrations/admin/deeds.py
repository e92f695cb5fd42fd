"""What organisers do to registrations, one or many: in words, by which verb, and in which states."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, ngettext_lazy

from registrations import personal_links, seats
from registrations.models import Registration
from registrations.outcomes import Left


@dataclass(frozen=True)
class Deed:
    """`do` takes registration, moment and account, and returns something true if anything was done."""

    title: str
    follows: str  # before it is done, for the one who is named
    done: str  # afterwards, for the one who is named
    many_done: object  # afterwards, for that many
    do: Callable
    is_possible: Callable
    many_title: str  # of the page that asks before it is done to many
    many_follow: str

    def one(self, sentence, registration):
        return sentence % {"name": registration.name, "email": registration.email}


DEEDS = {
    "approve": Deed(
        _("Approve"),
        _("%(name)s (%(email)s) gets the place and is told by mail."),
        _("%(name)s is approved and told by mail."),
        ngettext_lazy(
            "%d registration approved and told by mail.", "%d registrations approved and told by mail."
        ),
        seats.approve,
        lambda person: person.status == Registration.Status.PENDING,
        _("Approve"),
        _("They get the place. Each gets a mail that says so."),
    ),
    "decline": Deed(
        _("Decline"),
        _("%(name)s (%(email)s) is told by mail that there is no place; the place goes to the waitlist."),
        _("%(name)s is declined and told by mail."),
        ngettext_lazy(
            "%d registration declined and told by mail.", "%d registrations declined and told by mail."
        ),
        seats.decline,
        lambda person: person.status == Registration.Status.PENDING,
        _("Decline"),
        _("The place goes to the waitlist. Each gets a mail that says they have no place."),
    ),
    "cancel": Deed(
        _("Cancel the registration"),
        _("%(name)s (%(email)s) is cancelled and told by mail; the place goes to the waitlist."),
        _("%(name)s is cancelled and told by mail."),
        ngettext_lazy(
            "%d registration cancelled and told by mail.", "%d registrations cancelled and told by mail."
        ),
        seats.cancel,
        lambda person: person.is_live and not person.erased_at,
        _("Cancel registrations"),
        _("The place goes to the waitlist. Each gets a mail that says that the registration is cancelled."),
    ),
    "send-link": Deed(
        _("Send the link again"),
        _("A mail with the personal link goes to %(name)s (%(email)s)."),
        _("The personal link goes to %(name)s by mail."),
        ngettext_lazy("The link goes to %d person by mail.", "The link goes to %d people by mail."),
        lambda person, now, by: personal_links.send_again(person, now),
        lambda person: person.is_live and not person.erased_at,
        _("Send the link again"),
        _("Each gets a mail with the personal link."),
    ),
    "renew-link": Deed(
        _("Make the link invalid"),
        _("No link that %(name)s got so far works any more; a mail with a new one goes to %(email)s."),
        _("The earlier links of %(name)s are invalid; a new one goes out by mail."),
        ngettext_lazy(
            "The links of %d person are invalid; a new one goes out by mail.",
            "The links of %d people are invalid; new ones go out by mail.",
        ),
        personal_links.renew,
        lambda person: not person.erased_at,
        _("Make links invalid"),
        _("No link that they got so far works any more. Each gets a mail with a new one."),
    ),
}


def possible(registration):
    """Return [(name, deed)] of what can be done with the registration as it stands."""
    return [(name, deed) for name, deed in DEEDS.items() if deed.is_possible(registration)]


def do(name, registration, by):
    return DEEDS[name].do(registration, timezone.now(), by)


def number_moved_up(outcome):
    """Return how many moved up from the waitlist by what a deed did."""
    return outcome.moved_up if isinstance(outcome, Left) else 0


def moved_up(number):
    """Return what is said of those who moved up from the waitlist, "" if nobody did."""
    text = ngettext(
        "%d person moved up from the waitlist and is told by mail.",
        "%d people moved up from the waitlist and are told by mail.",
        number,
    )
    return text % number if number else ""
