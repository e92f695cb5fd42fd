"""Taking from one bucket at the same time, and a whole office behind one address."""

from datetime import timedelta
from itertools import chain
from threading import Barrier

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from registrations import personal_links, visitor_form
from registrations.models import Bucket, Message, Registration
from tests import builders
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


COLLEAGUES = 500 if ROUNDS > 3 else 60
THREADS = 8


def register(webinar, address, n):
    """Fill in the form at one address, pressing once more when asked to; return how often it was pressed."""
    client = Client(REMOTE_ADDR=address)
    path = reverse("registrations:register", args=[webinar.slug])
    fields = {"name": "Ada Example", "email": f"person-{n}@{address}.example.org", "website": ""}
    stamp = visitor_form.new_stamp(f"register {webinar.pk}", timezone.now() - timedelta(minutes=1))
    answer = client.post(path, {**fields, "stamp": stamp})
    return answer.status_code


def shares(number):
    return [range(thread, number, THREADS) for thread in range(THREADS)]


def test_colleagues_behind_one_address_get_through_while_another_floods():
    """C31: half of the flood's posts find a token; none comes back meanwhile, however slow the machine."""
    webinar = builders.coming_webinar()
    register(webinar, "192.0.2.66", "first")
    flood = 1000 if ROUNDS > 3 else 100
    Bucket.objects.update(tokens=flood // 2, at=timezone.now() + timedelta(hours=1))

    def one_thread(work):
        address, numbers = work
        return [register(webinar, address, n) for n in numbers]

    work = [("192.0.2.66", numbers) for numbers in shares(flood)]
    work += [("192.0.2.1", numbers) for numbers in shares(COLLEAGUES)]
    results = at_once(one_thread, work)

    flooded = list(chain(*results[:THREADS]))
    answered = list(chain(*results[THREADS:]))
    assert answered == [302] * COLLEAGUES
    assert sorted(flooded) == [302] * (flood // 2) + [429] * (flood // 2)
    stored = Registration.objects.filter(email__endswith="@192.0.2.1.example.org").count()
    assert stored == COLLEAGUES
    assert webinar.places.taken == 1 + COLLEAGUES + flooded.count(302)


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_twenty_webinars_at_once_cause_ten_mails_to_one_address(turn):
    """B28: the count is exact under threads, too."""
    webinars = [builders.webinar() for _ in range(20)]

    results = at_once(lambda webinar: builders.registration(webinar, email="ada@example.org"), webinars)

    assert {result.status for result in results} == {"registered"}
    assert Message.objects.waiting().count() == 10
    assert Message.objects.exclude(failed_at=None).count() == 10


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_asking_for_all_links_at_once_with_registering_again_locks_nobody_out(turn):
    """B28: both count the mails to one address, in an order that cannot lock them against each other."""
    webinars = [builders.coming_webinar() for _ in range(4)]
    now = timezone.now()
    for webinar in webinars:
        builders.registration(webinar, now, email="ada@example.org")

    def act(n):
        if n % 2:
            return personal_links.send("ada@example.org", None, now)
        return builders.registration(webinars[n // 2], now, email="ada@example.org")

    results = at_once(act, range(8))

    assert [result for result in results if isinstance(result, Exception)] == []
    assert Message.objects.filter(kind="personal_link").count() == 4
    assert Message.objects.waiting().count() == 10
