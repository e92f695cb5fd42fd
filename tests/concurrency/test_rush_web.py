"""The rush through the real web server: two processes of four threads each, fifty visitors at once."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from http.client import HTTPException

import pytest
from django.db import transaction
from django.utils import timezone

from registrations import seats
from registrations.models import Bucket, Message, Places
from tests import builders
from tests.concurrency.threads import ROUNDS, SPELLINGS, errors, in_crowd
from tests.concurrency.web_server import kill_workers, served, stamp, visit
from tests.faults.worker_process import blocked_by_us, end_sessions, until
from tests.invariants import verified

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

IS_LONG = ROUNDS > 3


@pytest.fixture
def port(var_folder):
    with served(var_folder) as (port, _):
        yield port


def neutral(results):
    """Return whether all were answered alike: the form, a redirect, and the same page to everybody."""
    opened, sent, followed = zip(*results, strict=True)
    assert {answer.status for answer in opened} == {200}
    assert {answer.status for answer in sent} == {302}
    assert {answer.status for answer in followed} == {200}
    return len({(answer.location, answer.body) for answer in sent}) == len(set(followed)) == 1


def test_a_rush_at_the_web_server_gives_each_place_once(port):
    """C01, and P3: whoever is beyond the places waits, in one order; all are answered alike."""
    people, capacity = (500, 100) if IS_LONG else (120, 25)
    for turn in range(20 if IS_LONG else 1):
        webinar = builders.admission(webinar=builders.coming_webinar(), capacity=capacity).webinar

        def register(n, webinar=webinar, turn=turn):
            return visit(port, webinar, n, f"person-{turn}-{n}@example.org")

        results = in_crowd(register, range(people))

        assert errors(results) == []
        assert neutral(results)
        assert webinar.registrations.attendees().count() == webinar.places.taken == capacity
        numbers = webinar.registrations.waiting().values_list("waitlist_number", flat=True)
        assert list(numbers) == list(range(1, people - capacity + 1))
        verified(timezone.now())
    assert Bucket.objects.count() == people  # each was counted as a network of its own


def test_one_address_in_many_spellings_is_one_registration(port):
    """C04"""
    people = 100 if IS_LONG else 40
    webinar = builders.coming_webinar()

    results = in_crowd(lambda n: visit(port, webinar, n, SPELLINGS[n % len(SPELLINGS)]), range(people))

    assert errors(results) == []
    assert neutral(results)
    assert webinar.registrations.count() == webinar.places.taken == 1
    assert Message.objects.filter(kind="registered").count() == 1
    assert Message.objects.filter(kind="already_registered").count() <= 1
    assert Message.objects.count() <= 2
    verified(timezone.now())


def test_one_form_sent_fifty_times_is_one_registration_and_one_mail(port):
    """C05: a double click, a reload and a retry all end on the same page."""
    webinar = builders.admission(webinar=builders.coming_webinar(), capacity=1).webinar
    send = partial(visit, port, webinar, email="ada@example.org", form=stamp(webinar))

    results = in_crowd(send, range(50))

    assert errors(results) == []
    assert neutral(results)
    assert webinar.registrations.count() == webinar.places.taken == 1
    assert list(Message.objects.values_list("kind", flat=True)) == ["registered"]
    verified(timezone.now())


def is_killed_while_it_waits_for_the_lock(webinar, send, server):
    with ThreadPoolExecutor(1) as visitor:
        with transaction.atomic():
            seats.lock(webinar)
            answer = visitor.submit(send)
            sessions = until(blocked_by_us)
            kill_workers(server)
            end_sessions(sessions)  # else the server would carry out what the dead one asked for
        with suppress(OSError, HTTPException):
            answer.result()
    return webinar.registrations.count()


def is_killed_after_it_stored_the_row(webinar, send, server):
    with ThreadPoolExecutor(1) as visitor:
        answer = visitor.submit(send)
        until(webinar.registrations.exists)
        kill_workers(server)
        with suppress(OSError, HTTPException):
            answer.result()
    return webinar.registrations.count()


CRASHES = {is_killed_while_it_waits_for_the_lock: 0, is_killed_after_it_stored_the_row: 1}


@pytest.mark.parametrize("crash", CRASHES, ids=lambda crash: crash.__name__)
def test_a_form_sent_again_after_a_crash_is_one_registration_and_one_mail(crash, var_folder):
    """C05, and C21: whatever the visitor saw of the first answer, the second is the usual one."""
    with served(var_folder) as (port, server):
        for turn in range(ROUNDS if IS_LONG else 1):
            webinar = builders.admission(webinar=builders.coming_webinar(), capacity=1).webinar
            send = partial(visit, port, webinar, turn, f"ada-{turn}@example.org", stamp(webinar))

            assert crash(webinar, send, server) == CRASHES[crash]

            assert [answer.status for answer in send()] == [200, 302, 200]
            assert webinar.registrations.attendees().count() == Places.objects.get(webinar=webinar).taken == 1
            messages = Message.objects.filter(registration__webinar=webinar)
            assert list(messages.values_list("kind", flat=True)) == ["registered"]
            verified(timezone.now())
