"""Trying a verb again when the database says that somebody else was first."""

import random
import time

from django.db import OperationalError

AGAIN = {"40P01", "40001"}  # deadlock, serialisation
WAITED = "55P03"  # lock time-out: three seconds are over already, and the visitor waits
TRIES = 3


class Busy(Exception):
    """The database could not do it now; nothing was changed."""


def patiently(verb, *args):
    """Return verb(*args), tried up to three times with a pause of chance length; raise Busy after that."""
    for attempt in range(1, TRIES + 1):
        try:
            return verb(*args)
        except OperationalError as error:
            code = getattr(error.__cause__, "pgcode", None)
            if code not in {*AGAIN, WAITED}:
                raise
            if attempt == TRIES or code == WAITED:
                raise Busy from error
        time.sleep(random.uniform(0.02, 0.1) * attempt)
    raise AssertionError("not reached")
