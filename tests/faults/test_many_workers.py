"""C13, C24, C29: several workers, each a process of its own, on one queue; one killed half-way."""

from collections import Counter
from contextlib import ExitStack
from datetime import timedelta

import pytest
from django.utils import timezone

from registrations import announcements, reminders
from registrations.models import Admission, Announcement, Message, Registration, Reminder
from tests import builders
from tests.faults.worker_process import kill, until, worker
from tests.invariants import verified

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_three_workers_send_each_mail_once(peer, var_folder, long):
    webinars = [builders.coming_webinar() for _ in range(4)]
    for n in range(1000 if long else 100):
        builders.registration(webinars[n % 4], now=timezone.now())

    with ExitStack() as stack:
        for _ in range(3):
            stack.enter_context(worker(peer, var_folder))
        until(lambda: not Message.objects.waiting().exists(), patience=300)

    assert sorted(peer.recipients()) == sorted(Message.objects.values_list("registration__email", flat=True))
    assert len(set(peer.ids())) == len(peer.ids())
    assert set(Message.objects.values_list("attempts", flat=True)) == {1}
    verified(timezone.now())


def crowd(webinar, number):
    """Register so many people in one statement, long ago, without a mail."""
    return Registration.objects.bulk_create(
        Registration(
            webinar=webinar,
            name=f"Person {n}",
            email=f"person-{n}@example.org",
            reference=f"{n:08}",
            status=Registration.Status.REGISTERED,
            form_key=f"key {n}",
            created_at=timezone.now() - timedelta(days=5),
            changed_at=timezone.now(),
        )
        for n in range(number)
    )


@pytest.fixture
def webinar(db):
    """A webinar of tomorrow, of which a reminder has just become due."""
    webinar = builders.coming_webinar(starts_at=timezone.now() + timedelta(hours=24))
    builders.admission(webinar=webinar)
    return webinar


def test_c24_two_workers_remind_each_person_once(webinar, peer, var_folder, long):
    number = 1000 if long else 60
    crowd(webinar, number)

    with worker(peer, var_folder), worker(peer, var_folder):
        until(lambda: Reminder.objects.exists() and not Message.objects.waiting().exists(), patience=300)
    reminders.queue_due(timezone.now())

    assert sorted(peer.recipients()) == sorted(webinar.registrations.values_list("email", flat=True))
    assert (Reminder.objects.get().count, Message.objects.count()) == (number, number)
    assert set(Message.objects.values_list("attempts", flat=True)) == {1}


def test_c29_what_was_killed_half_way_is_continued_and_nobody_gets_it_twice(
    webinar, peer, var_folder, work_off, long
):
    number = 5000 if long else 200
    crowd(webinar, number)
    Admission.objects.update(reminders=[])
    written = Announcement.objects.create(webinar=webinar, subject="News", text="Dear {name}, some news.")
    assert announcements.send(written, timezone.now(), None) == number

    with worker(peer, var_folder) as process:
        until(lambda: len(peer.taken) >= number // 2, patience=300)
        kill(process)
    half = len(peer.taken)
    work_off()  # once the leases have run out

    got = Counter(peer.recipients())
    twice = [address for address, times in got.items() if times > 1]
    assert half < number
    assert len(got) == number
    assert len(twice) <= 1  # the one that was taken and not marked
    assert len(set(peer.ids())) == number
    assert not Message.objects.waiting().exists()
