"""To be called at the end of each case of concurrency and faults: what must always hold, holds."""

from registrations import verify
from tests.builders import NOW


def verified(now=NOW, without=()):
    """`without` names rules of verify.py that a case breaks on purpose."""
    rules = [rule for rule in verify.RULES if rule not in without]
    assert [sentence for rule in rules for sentence in rule(now)] == []
