from datetime import timedelta

from django.db import models

FRESH = timedelta(seconds=60)
KEPT = timedelta(hours=1)


class HeartbeatQuerySet(models.QuerySet):
    def touch(self, name, now):
        """Note that the worker of this name is alive; forget those not seen for an hour."""
        self.bulk_create(
            [Heartbeat(name=name, seen_at=now)],
            update_conflicts=True,
            unique_fields=["name"],
            update_fields=["seen_at"],
        )
        self.filter(seen_at__lt=now - KEPT).delete()

    def fresh(self, now):
        """The workers that are alive."""
        return self.filter(seen_at__gt=now - FRESH)


class Heartbeat(models.Model):
    """When a worker was last seen. The name is a hash: no machine is named."""

    name = models.CharField(max_length=12, primary_key=True)
    seen_at = models.DateTimeField()

    objects = HeartbeatQuerySet.as_manager()

    def __str__(self):
        return self.name
