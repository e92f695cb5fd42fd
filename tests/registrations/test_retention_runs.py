"""When data is erased: daily, in pieces, by one worker, or by hand."""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from registrations import retention, sweep
from registrations.models import Answer, Enquiry, Registration, RetentionRun
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def test_the_worker_runs_it_once_a_day():
    sweep.put_right(NOW)
    sweep.put_right(NOW + timedelta(minutes=1))
    builders.enquiry(created_at=NOW - timedelta(days=200))
    sweep.put_right(NOW + timedelta(hours=15, minutes=59))

    assert Enquiry.objects.count() == 1

    sweep.put_right(NOW + timedelta(hours=16))

    assert Enquiry.objects.count() == 0
    assert list(RetentionRun.objects.values_list("day", "enquiries")) == [
        (date(2026, 9, 2), 1),
        (date(2026, 9, 1), 0),
    ]


def test_a_missed_day_shows_and_is_caught_up_with(caplog):
    """C24"""
    webinar = builders.admission(retention_days=1).webinar
    builders.registration(webinar)
    retention.daily(webinar.ends_at)

    with caplog.at_level(logging.WARNING, "registrations"):
        retention.daily(webinar.ends_at + 3 * DAY)

    assert [(run.day.day, run.registrations, missed) for run, missed in retention.runs()] == [
        (28, 1, 2),
        (25, 0, 0),
    ]
    assert caplog.messages == ["Nothing was forgotten since 2026-09-25: caught up with today"]


def test_many_are_erased_in_pieces_and_the_day_goes_on_until_nothing_is_left(monkeypatch):
    monkeypatch.setattr(retention, "PIECE", 2)
    webinar = builders.webinar()
    for _ in range(5):
        builders.registration(webinar)
    later = webinar.ends_at + timedelta(days=180)

    pieces = [retention.daily(later + timedelta(minutes=minute)) for minute in range(4)]

    assert [(run.registrations, run.finished_at is not None) for run in pieces[:3]] == [
        (2, False),
        (4, False),
        (5, True),
    ]
    assert pieces[3] is None


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_many_workers_one_erases_and_the_others_do_not_wait():
    webinar = builders.webinar()
    for _ in range(3):
        builders.registration(webinar)
    later = webinar.ends_at + timedelta(days=180)

    def work(_number):
        try:
            return retention.daily(later)
        finally:
            connection.close()

    with transaction.atomic():
        retention.note_start(later)
    with ThreadPoolExecutor(8) as pool:
        with transaction.atomic():
            RetentionRun.objects.select_for_update().get()
            assert list(pool.map(work, range(8))) == [None] * 8
        list(pool.map(work, range(8)))

    assert RetentionRun.objects.get().registrations == 3
    assert Registration.objects.filter(erased_at=later).count() == 3
    assert webinar.registrations.filter(journal__deed="erased").count() == 3


def test_a_dry_run_says_what_comes_and_changes_nothing(capsys):
    webinar = builders.webinar(title="Skills")
    builders.registration(webinar)
    builders.enquiry(created_at=NOW - timedelta(days=4000))

    call_command("forget", dry_run=True)

    said = capsys.readouterr().out.splitlines()
    assert said[2] == "due today: 1 enquiries"
    assert said[-1] == f"2027-03-24: 1 registrations of webinar {webinar.pk}, Skills"
    assert Enquiry.objects.exists()
    assert not RetentionRun.objects.exists()


def test_by_hand_it_is_done_to_the_end(capsys, monkeypatch):
    monkeypatch.setattr(retention, "PIECE", 1)
    for _ in range(3):
        builders.enquiry(created_at=NOW - timedelta(days=4000))

    call_command("forget")

    assert "3 enquiries" in capsys.readouterr().out
    assert not Enquiry.objects.exists()
    assert not Answer.objects.exists()
