"""A webinar's address is made of its title; earlier ones work for ever, and are never given to another."""

import re

from django.db import transaction
from django.utils.text import slugify

from events.models import OldSlug, Webinar

LONGEST = 90  # characters of an address, so that a number still fits


def base(text: str, otherwise: str = "webinar") -> str:
    return slugify(text)[:LONGEST].strip("-") or otherwise


def first_free(base: str, taken: set[str]) -> str:
    """Return the address, with a number if it is taken."""
    numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return next(each for each in (base, *numbered) if each not in taken)


def made_of(title: str, webinar) -> str:
    """Return an address made of a title that no other webinar has or had."""
    own = base(title)
    others = Webinar.objects.exclude(pk=webinar.pk).filter(slug__startswith=own)
    earlier = OldSlug.objects.exclude(webinar_id=webinar.pk).filter(slug__startswith=own)
    return first_free(own, {*others.values_list("slug", flat=True), *earlier.values_list("slug", flat=True)})


def is_made_of(slug: str, title: str) -> bool:
    return re.fullmatch(re.escape(base(title)) + r"(-\d+)?", slug) is not None


def is_free(slug: str, webinar) -> bool:
    """Return whether no other webinar had this address earlier."""
    return not OldSlug.objects.filter(slug=slug).exclude(webinar_id=webinar.pk).exists()


@transaction.atomic
def keep_earlier_address(webinar, earlier: str):
    """Note that `webinar`, saved with its new address, had the address `earlier`."""
    webinar.old_slugs.filter(slug=webinar.slug).delete()  # it has come back to one of its own
    webinar.old_slugs.get_or_create(slug=earlier)
