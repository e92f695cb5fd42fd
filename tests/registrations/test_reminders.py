"""Reminders, slot by slot, with the clock as argument."""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from events.models import Webinar
from registrations import reminders, seats
from registrations.models import Message, Reminder
from tests import builders
from tests.builders import NOW, START
from tests.registrations.reminded import admission, sent_at

pytestmark = pytest.mark.django_db

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def test_each_slot_reminds_everybody_with_a_place_once():
    webinar = admission().webinar
    for _ in range(2):
        builders.registration(webinar)

    counts = sent_at(
        START - DAY - timedelta(seconds=1), START - DAY, START - DAY + HOUR, START - HOUR, START - HOUR, START
    )

    assert counts == [0, 2, 2, 4, 4, 4]
    assert list(Reminder.objects.values_list("slot", "count").order_by("-slot")) == [(1440, 2), (60, 2)]


def test_nobody_without_a_place_is_reminded():
    webinar = admission(capacity=1).webinar
    first, waiting = builders.registration(webinar), builders.registration(webinar)

    assert waiting.status == "waitlisted"
    assert sent_at(START - DAY) == [1]
    assert Message.objects.get(kind="reminder").registration == first


def test_who_has_switched_reminders_off_is_not_reminded():
    webinar = admission().webinar
    reminders.stop(builders.registration(webinar), NOW)

    assert sent_at(START - DAY) == [0]


@pytest.mark.parametrize(
    ("before", "expected"),
    [(timedelta(hours=2, seconds=1), 1), (timedelta(hours=1, minutes=59), 0), (-timedelta(minutes=5), 0)],
    ids=["long before", "shortly before", "after"],
)
def test_who_registered_within_two_hours_before_a_slot_or_after_it_is_not_reminded(before, expected):
    webinar = admission().webinar
    builders.registration(webinar, now=START - DAY - before)

    assert sent_at(START - DAY + HOUR) == [expected]


def test_who_was_just_promoted_is_not_reminded():
    webinar = admission(capacity=1).webinar
    first, second = builders.registration(webinar), builders.registration(webinar)
    seats.cancel(first, START - DAY - HOUR)

    assert sent_at(START - DAY, START - HOUR) == [0, 1]
    assert Message.objects.get(kind="reminder").registration == second


def test_after_an_outage_only_the_latest_due_slot_is_sent(caplog):
    webinar = admission(reminders=[10080, 1440, 60]).webinar
    builders.registration(webinar)

    with caplog.at_level(logging.WARNING, logger="registrations.reminders"):
        assert sent_at(START - timedelta(minutes=30)) == [1]
    assert Reminder.objects.get().slot == 60
    assert "queued late" in caplog.text


def test_after_the_end_nobody_is_reminded():
    webinar = admission().webinar
    builders.registration(webinar)

    assert sent_at(webinar.ends_at) == [0]


@pytest.mark.parametrize("status", ["draft", "postponed", "cancelled"])
def test_only_a_published_webinar_is_reminded_of(status):
    webinar = admission().webinar
    builders.registration(webinar)
    Webinar.objects.update(status=status, status_reason="A storm.")

    assert sent_at(START - DAY) == [0]


def test_a_webinar_that_moved_is_reminded_of_anew():
    webinar = admission().webinar
    builders.registration(webinar)
    assert sent_at(START - DAY) == [1]

    Webinar.objects.update(starts_at=START + 3 * DAY, ends_at=START + 3 * DAY + HOUR)

    assert sent_at(START - HOUR, START + 2 * DAY) == [1, 2]


def test_each_sitting_has_its_own_reminders():
    webinar = admission().webinar
    for number, start in enumerate([START, START + DAY], start=1):
        webinar.sittings.create(number=number, starts_at=start, ends_at=start + HOUR)
    Webinar.objects.update(ends_at=START + DAY + HOUR)
    builders.registration(webinar)

    # 24 hours before the second is the start of the first.
    assert sent_at(START - DAY, START - HOUR, START, START + DAY - HOUR) == [1, 2, 3, 4]
    assert list(Reminder.objects.order_by("pk").values_list("stretch", "slot")) == [
        (1, 1440),
        (1, 60),
        (2, 1440),
        (2, 60),
    ]


def test_a_reminder_is_due_by_the_clock_and_not_by_the_wall():
    # In the night to 29 March 2026 Zurich leaves out an hour.
    start = datetime(2026, 3, 29, 7, 0, tzinfo=UTC)
    webinar = builders.webinar(starts_at=start, ends_at=start + HOUR)
    admission(webinar=webinar)
    builders.registration(webinar, now=start - 10 * DAY)

    assert sent_at(start - DAY - timedelta(minutes=1), start - DAY) == [0, 1]


def test_a_look_costs_as_much_with_many_registrations(django_assert_num_queries):
    webinar = admission().webinar
    for _ in range(5):
        builders.registration(webinar)
    sent_at(START - DAY)

    with django_assert_num_queries(3):  # webinars with admission; sittings; reminders
        reminders.queue_due(START - DAY + HOUR)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_workers_queue_each_reminder_once():
    webinar = admission().webinar
    for _ in range(20):
        builders.registration(webinar)

    def look(_number):
        reminders.queue_due(START - DAY)
        connection.close()

    with ThreadPoolExecutor(max_workers=4) as pool:
        list(pool.map(look, range(4)))

    assert Message.objects.filter(kind="reminder").count() == 20
    assert Reminder.objects.get().count == 20
