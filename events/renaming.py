"""A webinar's earlier addresses go on working, for ever, and are never given to another."""

from django.db import transaction

from events.models import OldSlug


def is_free(slug: str, webinar) -> bool:
    """Return whether no other webinar had this address earlier."""
    return not OldSlug.objects.filter(slug=slug).exclude(webinar_id=webinar.pk).exists()


@transaction.atomic
def keep_earlier_address(webinar, earlier: str):
    """Note that `webinar`, saved with its new address, had the address `earlier`."""
    webinar.old_slugs.filter(slug=webinar.slug).delete()  # it has come back to one of its own
    webinar.old_slugs.get_or_create(slug=earlier)
