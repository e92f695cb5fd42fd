"""What every template knows."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from events.models import Site


def site(request):
    """Return the site's row, fetched only by templates that show it, and its address."""
    return {"site": SimpleLazyObject(lambda: Site.objects.get()), "site_url": settings.SITE_URL}
