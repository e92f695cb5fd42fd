"""Trying a verb again when the database says that somebody else was first."""

import random
import time

from django.db import OperationalError

AGAIN = {"55P03", "40P01", "40001"}  # lock time-out, deadlock, serialisation
TRIES = 3


class Busy(Exception):
    """The database could not do it now; nothing was changed."""


def patiently(verb, *args):
    """Return verb(*args), tried up to three times with a pause of chance length; raise Busy after that."""
    for attempt in range(1, TRIES + 1):
        try:
            return verb(*args)
        except OperationalError as error:
            if getattr(error.__cause__, "pgcode", None) not in AGAIN:
                raise
            if attempt == TRIES:
                raise Busy from error
        time.sleep(random.uniform(0.02, 0.1) * attempt)
    raise AssertionError("not reached")
