"""A speaker or an organisation told by a name: who is known under it is meant, else one is made of it."""

from django.db.models import Q
from django.utils.text import slugify

from events.models import Organisation, Speaker

LONGEST = 90  # characters of an address, so that a number still fits
SEVERAL = 5  # of one name, as many as are told apart


def speakers(name, user):
    """Return the speakers whom the user may choose that this names: by their name, or by their address."""
    theirs = Speaker.objects.of(user)
    return list(theirs.filter(slug=name)[:1] or theirs.filter(name__iexact=name).order_by("pk")[:SEVERAL])


def add_speaker(name, user):
    """Store and return a speaker of this name, at an address that is free."""
    base = slugify(name)[:LONGEST].strip("-") or "speaker"
    taken = set(Speaker.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    free = (base, *(f"{base}-{number}" for number in range(2, len(taken) + 3)))
    slug = next(each for each in free if each not in taken)
    return Speaker.objects.create(name=name, slug=slug, added_by=user)


def organisations(name, user):
    """Return the organisations that this names: by their name as spelled, else by any name of theirs."""
    theirs = Organisation.objects.of(user)
    alike = theirs.filter(Q(name__iexact=name) | Q(short_name__iexact=name))
    return list(theirs.filter(name=name) or alike[:SEVERAL])


def add_organisation(name, user):
    return Organisation.objects.create(name=name, added_by=user)
