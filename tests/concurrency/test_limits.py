"""Taking from one bucket at the same time, and a whole office behind one address."""

from datetime import timedelta
from threading import Barrier

import pytest

from registrations.models import Bucket
from tests.builders import NOW
from tests.concurrency.threads import PATIENCE, ROUNDS, at_once

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def take(n):
    return Bucket.objects.take("one", burst=10, rate=10 / 86400, now=NOW)


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_forty_at_once_take_exactly_the_ten_tokens(turn):
    """C32"""
    results = at_once(take, range(40))

    assert sorted(results) == [False] * 30 + [True] * 10


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_what_has_been_refilled_is_taken_once(turn):
    """C32: on a row that is there already, five of its tokens are back."""
    Bucket.objects.create(name="one", tokens=0, at=NOW - timedelta(hours=12))

    results = at_once(take, range(40))

    assert sorted(results) == [False] * 35 + [True] * 5


def test_reading_before_writing_lets_more_through():
    """C32, the negative control: it shows that the tests above can fail."""
    Bucket.objects.create(name="one", tokens=10, at=NOW)
    all_have_read = Barrier(40)

    def read_then_write(n):
        bucket = Bucket.objects.get(name="one")
        all_have_read.wait(PATIENCE)
        if bucket.tokens < 1:
            return False
        Bucket.objects.filter(name="one").update(tokens=bucket.tokens - 1)
        return True

    assert sum(at_once(read_then_write, range(40))) > 10
