"""Rate limits in Postgres, shared by all processes and machines."""

from datetime import timedelta

from django.db import connection, models
from django.db.models import Q

UNUSED = timedelta(hours=1)  # by then each bucket of ours is full again, so that its row says nothing

# One statement, so exact: the row is locked by the conflict, and the WHERE is asked of its newest version.
TAKE = """
INSERT INTO registrations_bucket AS bucket (name, tokens, at)
SELECT %(name)s, %(burst)s - %(tokens)s, %(now)s WHERE %(burst)s >= %(tokens)s
ON CONFLICT (name) DO UPDATE SET
  tokens = LEAST(%(burst)s, bucket.tokens + {since} * %(rate)s) - %(tokens)s,
  at = GREATEST(bucket.at, %(now)s)
WHERE LEAST(%(burst)s, bucket.tokens + {since} * %(rate)s) >= %(tokens)s
RETURNING tokens
""".format(since="GREATEST(0, EXTRACT(EPOCH FROM %(now)s - bucket.at))")  # clocks of machines differ


class BucketQuerySet(models.QuerySet):
    def take(self, name: str, *, burst: int, rate: float, now, tokens: int = 1) -> bool:
        """Take a token, or as many at once, from the bucket of this name; return False if it has not as many.

        It holds `burst` tokens at most, starts full and gets `rate` tokens a second. Not to be called
        inside a transaction: whoever takes from the same bucket waits for its end.
        """
        with connection.cursor() as cursor:
            values = {"name": name, "burst": burst, "rate": rate, "now": now, "tokens": tokens}
            cursor.execute(TAKE, values)
            return cursor.fetchone() is not None

    def unused(self, now):
        """The ones that are full again, and may be forgotten without any effect."""
        return self.filter(at__lt=now - UNUSED)


class Bucket(models.Model):
    """A token bucket: what is left of a limit for one purpose and, hashed, one network."""

    name = models.CharField(max_length=100, primary_key=True)
    tokens = models.FloatField()
    at = models.DateTimeField(db_index=True)

    objects = BucketQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(tokens__gte=0), name="bucket_is_never_overdrawn"),
        ]

    def __str__(self):
        return f"{self.name}: {self.tokens:.1f}"
