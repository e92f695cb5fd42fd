"""Several workers on one outbox."""

from threading import Barrier

import pytest
from django.core.mail.backends.base import BaseEmailBackend

from registrations import delivery
from registrations.models import Message
from tests import builders
from tests.builders import NOW
from tests.concurrency.threads import PATIENCE, ROUNDS, at_once
from tests.invariants import verified

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


class Kept(BaseEmailBackend):
    def __init__(self):
        super().__init__()
        self.ids = []

    def send_messages(self, messages):
        self.ids += [message.extra_headers["Message-ID"] for message in messages]


def work_off(server):
    sender = delivery.Sender(server)
    while sender.send_next(NOW):
        pass


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_three_workers_send_each_message_once(turn):
    webinar = builders.webinar()
    for _ in range(30):
        builders.registration(webinar)
    servers = [Kept() for _ in range(3)]

    results = at_once(work_off, servers)

    sent = [number for server in servers for number in server.ids]
    assert results == [None] * 3
    assert len(sent) == len(set(sent)) == 30
    assert not Message.objects.waiting().exists()
    assert set(Message.objects.values_list("attempts", flat=True)) == {1}
    verified()


def test_without_the_lease_messages_go_twice(monkeypatch):
    """The negative control: it shows that the test above can fail."""
    builders.message()
    message = Message.objects.due(NOW).get()
    both_have_looked = Barrier(2)

    def look_without_lease(now, most):
        both_have_looked.wait(PATIENCE)
        return [message]

    monkeypatch.setattr(delivery, "lease", look_without_lease)
    servers = [Kept(), Kept()]

    at_once(lambda server: delivery.Sender(server).send_next(NOW), servers)

    assert [len(server.ids) for server in servers] == [1, 1]
    assert servers[0].ids == servers[1].ids
