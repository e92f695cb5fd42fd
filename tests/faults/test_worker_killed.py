"""C12: a worker killed at any point loses no mail, and doubles one only between acceptance and mark."""

import signal

import pytest
from django.db import connection, transaction
from django.utils import timezone

from registrations.models import Message
from tests import builders
from tests.concurrency.threads import ROUNDS
from tests.faults.worker_process import PATIENCE, blocked_by_us, end_sessions, kill, until, worker
from tests.invariants import verified

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def message(db):
    return builders.message(now=timezone.now(), about=builders.coming_webinar())


def before_the_claim(peer, var_folder, message):
    with transaction.atomic(), worker(peer, var_folder) as process:
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE registrations_message")
        sessions = until(blocked_by_us)
        kill(process)
        end_sessions(sessions)


def after_the_claim(peer, var_folder, message):
    killed_while_held(peer, var_folder, "MAIL")


def during_data(peer, var_folder, message):
    killed_while_held(peer, var_folder, "DATA")


def killed_while_held(peer, var_folder, point):
    peer.hold(point)
    with worker(peer, var_folder) as process:
        assert peer.reached.wait(PATIENCE)
        kill(process)
    peer.release.set()


def between_acceptance_and_mark(peer, var_folder, message):
    peer.hold("DATA")
    with worker(peer, var_folder) as process:
        assert peer.reached.wait(PATIENCE)
        with transaction.atomic():
            Message.objects.select_for_update().get(pk=message.pk)
            peer.release.set()
            sessions = until(blocked_by_us)  # it has the answer and wants to mark
            kill(process)
            end_sessions(sessions)  # else the server would carry out what the dead one asked for


def after_the_mark(peer, var_folder, message):
    with worker(peer, var_folder) as process:
        until(lambda: Message.objects.get(pk=message.pk).sent_at)
        kill(process)


POINTS = {
    before_the_claim: (0, 1),  # attempts begun when it was killed, copies taken in the end
    after_the_claim: (1, 1),
    during_data: (1, 1),
    between_acceptance_and_mark: (1, 2),
    after_the_mark: (1, 1),
}


@pytest.mark.parametrize("turn", range(ROUNDS))
@pytest.mark.parametrize("point", POINTS, ids=lambda point: point.__name__)
def test_a_killed_worker_loses_nothing(point, turn, peer, var_folder, message, work_off):
    attempts, copies = POINTS[point]

    point(peer, var_folder, message)

    message.refresh_from_db()
    assert message.attempts == attempts
    work_off()
    message.refresh_from_db()
    assert message.sent_at is not None
    assert len(peer.taken) == copies
    assert len(set(peer.ids())) == 1
    verified(timezone.now())


def test_a_worker_told_to_stop_finishes_the_message_in_hand(peer, var_folder, message):
    builders.message(now=timezone.now(), about=builders.coming_webinar())
    peer.hold("DATA")

    with worker(peer, var_folder) as process:
        assert peer.reached.wait(PATIENCE)
        process.send_signal(signal.SIGTERM)
        peer.release.set()
        assert process.wait(PATIENCE) == 0

    assert len(peer.taken) == 1
    assert [(m.attempts, m.sent_at is None) for m in Message.objects.order_by("pk")] == [
        (1, False),
        (0, True),
    ]
