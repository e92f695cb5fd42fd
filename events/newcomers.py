"""A speaker or an organisation told by a name: who is known under it is meant, else one is made of it."""

from django.db.models import Q

from events import renaming
from events.models import Organisation, Speaker

SEVERAL = 5  # of one name, as many as are told apart


def speakers(name, user):
    """Return the speakers whom the user may choose that this names: by their name, or by their address."""
    theirs = Speaker.objects.of(user)
    return list(theirs.filter(slug=name)[:1] or theirs.filter(name__iexact=name).order_by("pk")[:SEVERAL])


def add_speaker(name, user):
    """Store and return a speaker of this name, at an address that is free."""
    base = renaming.base(name, otherwise="speaker")
    taken = set(Speaker.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    slug = renaming.first_free(base, taken)
    return Speaker.objects.create(name=name, slug=slug, added_by=user)


def organisations(name, user):
    """Return the organisations that this names: by their name as spelled, else by any name of theirs."""
    theirs = Organisation.objects.of(user)
    alike = theirs.filter(Q(name__iexact=name) | Q(short_name__iexact=name))
    return list(theirs.filter(name=name) or alike[:SEVERAL])


def add_organisation(name, user):
    return Organisation.objects.create(name=name, added_by=user)
