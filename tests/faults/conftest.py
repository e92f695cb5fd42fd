import os
import threading
from datetime import timedelta

import pytest
from django.utils import timezone

from events.models import Sitting
from registrations.management.commands.worker import Worker
from registrations.models import Message
from tests import builders
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


ROOM = "https://room.example.org/j/123?pwd=secret"


@pytest.fixture
def shown():
    """A public webinar with a room, a registrant and two sittings, and a draft beside it."""
    series = builders.series(slug="row")
    webinar = builders.coming_webinar(slug="open", series=series)
    builders.admission(webinar=webinar, room_url=ROOM, room_instructions="Dial 123")
    builders.registration(webinar, timezone.now(), name="Ada Example", email="ada@example.org")
    for number, days in ((1, 0), (2, 1)):
        start = webinar.starts_at + timedelta(days=days)
        Sitting.objects.create(
            webinar=webinar, number=number, starts_at=start, ends_at=start + timedelta(hours=1)
        )
    builders.coming_webinar(slug="draft", title="Secret plan", status="draft", series=series)
    return webinar
