"""To be called at the end of each case of concurrency and faults: what must always hold, holds."""

from registrations import verify
from tests.builders import NOW


def verified(now=NOW):
    assert verify.complaints(now) == []
