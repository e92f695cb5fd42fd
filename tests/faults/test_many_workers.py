"""C13: several workers, each a process of its own, on one queue."""

from contextlib import ExitStack

import pytest
from django.utils import timezone

from registrations.models import Message
from tests import builders
from tests.faults.worker_process import until, worker
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
