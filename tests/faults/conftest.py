import os
import threading

import pytest

from registrations.management.commands.worker import Worker
from registrations.models import Message
from tests.smtp_peer import Peer, listening


@pytest.fixture
def peer():
    with listening(Peer()) as peer:
        yield peer


@pytest.fixture
def work_off(peer, settings):
    """A function that lets every lease run out and has a new worker, in this process, do what is due."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", peer.port

    def work_off():
        for message in Message.objects.exclude(lease_until=None):
            Message.objects.filter(pk=message.pk).update(lease_until=message.created_at)
        worker = Worker(threading.Event())
        worker.do_what_is_due()
        worker.hang_up()
        return worker

    return work_off


@pytest.fixture
def long():
    """Whether to go the full length, as `make test-long` does."""
    return os.environ.get("TEST_LONG") == "1"
