from django.db import models
from django.db.models import Q


class Places(models.Model):
    """How many places of a webinar are taken: the row that `seats.py` locks. Never edited by a form."""

    webinar = models.OneToOneField(
        "events.Webinar", on_delete=models.CASCADE, primary_key=True, related_name="places"
    )
    taken = models.IntegerField(default=0)
    last_waitlist_number = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "places"
        constraints = [
            models.CheckConstraint(condition=Q(taken__gte=0), name="places_taken_is_never_negative"),
        ]

    def __str__(self):
        return f"{self.taken} taken"

    @classmethod
    def of(cls, webinar):
        """Return the webinar's places as they were when it was fetched, or none taken; without the lock."""
        try:
            return webinar.places
        except cls.DoesNotExist:
            return cls(webinar=webinar)
