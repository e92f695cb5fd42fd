from django.db import models

from events.models import Webinar


class OfTeams(models.QuerySet):
    """Rows that belong to a webinar, and so to its team."""

    def of(self, user, right):
        """Return those of webinars with which the user has this right; those of none are administrators'."""
        return self if user.is_superuser else self.filter(webinar__in=Webinar.objects.of(user, right))
