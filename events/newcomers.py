"""A speaker made from a name alone, while a programme is written; the rest is told later."""

from django.utils.text import slugify

from events.models import Speaker

LONGEST = 90  # characters of an address, so that a number still fits


def named(name, user):
    """Return the speakers of this name whom the user may choose, two at most."""
    return list(Speaker.objects.of(user).filter(name__iexact=name)[:2])


def add(name, user):
    """Store and return a speaker of this name, at an address that is free."""
    base = slugify(name)[:LONGEST].strip("-") or "speaker"
    taken = set(Speaker.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    free = (base, *(f"{base}-{number}" for number in range(2, len(taken) + 3)))
    slug = next(each for each in free if each not in taken)
    return Speaker.objects.create(name=name, slug=slug, added_by=user)
