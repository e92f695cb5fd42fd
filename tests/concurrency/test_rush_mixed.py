"""Capacity changed meanwhile, and all that people do at once: nothing oversold, no deadlock."""

from functools import partial
from threading import Barrier, Event

import pytest
from django.db import connection, transaction

from events.models import Webinar
from registrations import details, export, personal_links, seats, verify
from registrations.models import Admission, JournalEntry
from registrations.patience import patiently
from tests import builders
from tests.builders import NOW
from tests.concurrency.rushing import IS_LONG, deeds, register
from tests.concurrency.threads import PATIENCE, ROUNDS, at_once, errors, in_crowd
from tests.faults.worker_process import until
from tests.invariants import verified

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def set_capacity(webinar, capacity):
    """Change it as the admin does: under the lock. Return the journal's last entry before, and the number."""
    with transaction.atomic():
        seats.lock(webinar)
        Admission.objects.filter(webinar=webinar).update(capacity=capacity)
        before = JournalEntry.objects.latest("pk").pk
        seats.refill(webinar, NOW)
    return before, capacity


def most_given_above(capacities, webinar):
    """Return by how much the places given were ever more than the capacity in force at the giving."""
    given, above = 0, 0
    for entry in JournalEntry.objects.filter(registration__webinar=webinar).order_by("pk"):
        if entry.deed in {"registered", "promoted"}:
            given += 1
            capacity = next(number for before, number in reversed(capacities) if before < entry.pk)
            above = max(above, given - capacity)
    return above


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_raising_and_lowering_the_capacity_oversells_nothing_and_removes_nobody(turn):
    """C08"""
    first, raised, lowered, people = (100, 150, 80, 300) if IS_LONG else (30, 45, 20, 120)
    webinar = builders.admission(capacity=first).webinar
    is_raised = Event()

    def act(n):
        if n == "raise":
            change = set_capacity(webinar, raised)
            is_raised.set()
            return change
        if n == "lower":
            assert is_raised.wait(PATIENCE)
            return set_capacity(webinar, lowered)
        return register(webinar, n)

    # By the time it is lowered, more than `raised` have registered: the others are under way.
    acts = [*range(first), "raise", *range(first, raised + 30), "lower", *range(raised + 30, people)]
    results = in_crowd(act, acts, 25)

    assert errors(results) == []
    assert webinar.registrations.attendees().count() == webinar.places.taken == raised
    assert deeds(webinar, "cancelled") == []
    promoted = deeds(webinar, "promoted")
    assert promoted == deeds(webinar, "waitlisted")[: len(promoted)]
    changes = [(0, first), results[acts.index("raise")], results[acts.index("lower")]]
    assert most_given_above(changes, webinar) == 0
    assert most_given_above([(0, first)], webinar) == raised - first  # the measure can fail
    verified(without=[verify.nobody_is_seated_above_the_capacity])  # no organiser's trail here


def deadlocks():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return cursor.fetchone()[0]


def alone():
    """Return whether the connections of the threads have ended: only then is all of it counted."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) = 1 FROM pg_stat_activity"
            " WHERE datname = current_database() AND backend_type = 'client backend'"
        )
        return cursor.fetchone()[0]


def mixed_act(webinars, n):
    """Do one of all the things that people and organisers do at once."""
    webinar, number = webinars[n % 2], n * 7 % 40
    known = webinar.registrations.with_address(f"person-{number}@example.org").first()
    what = n // 2 % 8
    if known is None or what < 2:
        register(webinar, number, form=f"form-{n}")
    elif what == 2:
        patiently(seats.cancel, known, NOW)
    elif what == 3:
        patiently(seats.come_back, known, NOW)
    elif what == 4:
        patiently(details.change, known, {"organisation": f"Institute {n}"}, NOW)
    elif what == 5:
        patiently(personal_links.send, known.email, None, NOW)
    elif what == 6:
        patiently(set_capacity, webinar, 10 + n % 20)
    else:
        export.written(webinar.registrations.all(), "csv", needs_of=Webinar.objects.all())[0].close()


def test_all_that_people_do_at_once_to_two_webinars_locks_nobody_out():
    """C10"""
    webinars = [builders.admission(capacity=15, asks_confirmation=n == 1).webinar for n in range(2)]
    builders.registration(webinars[0])
    before = deadlocks()

    results = in_crowd(partial(mixed_act, webinars), range(20 * (500 if IS_LONG else 15)), 20)

    until(alone)
    assert errors(results) == []
    assert deadlocks() == before
    verified(without=[verify.nobody_is_seated_above_the_capacity])


def test_a_deadlock_is_counted():
    """The negative control of C10."""
    rows = [builders.webinar().pk, builders.webinar().pk]
    both_hold_one = Barrier(2)
    before = deadlocks()

    def hold_both(pks):
        with transaction.atomic():
            Webinar.objects.select_for_update().get(pk=pks[0])
            both_hold_one.wait(PATIENCE)
            Webinar.objects.select_for_update().get(pk=pks[1])

    results = at_once(hold_both, [rows, rows[::-1]])

    until(alone)
    assert len(errors(results)) == 1
    assert deadlocks() == before + 1
