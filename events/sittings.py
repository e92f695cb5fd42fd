"""With sittings, a webinar starts with the first and ends with the last."""

from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import Max, Min


@transaction.atomic
def fit(webinar):
    """Set start and end from the sittings, if there are any."""
    span = webinar.sittings.aggregate(starts_at=Min("starts_at"), ends_at=Max("ends_at"))
    if span["starts_at"] is None or (webinar.starts_at, webinar.ends_at) == tuple(span.values()):
        return
    webinar.starts_at, webinar.ends_at = span["starts_at"], span["ends_at"]
    webinar.save(update_fields=["starts_at", "ends_at", "updated_at"])


def next_number(webinar) -> int:
    """Return the number of a new sitting; the others keep theirs, which name their calendar entries."""
    return (webinar.sittings.aggregate(last=Max("number"))["last"] or 0) + 1


@contextmanager
def moving_together():
    """Within it, sittings may overlap for a moment: the first day moves to where the second still is."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS sittings_of_a_webinar_do_not_overlap DEFERRED")
        yield
        cursor.execute("SET CONSTRAINTS sittings_of_a_webinar_do_not_overlap IMMEDIATE")
