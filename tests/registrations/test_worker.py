import signal
import subprocess
import sys
import threading
from contextlib import closing
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from registrations import sweep
from registrations.management.commands.worker import Worker
from registrations.models import Admission, Message, Registration
from tests import builders


@pytest.mark.django_db
def test_one_round_sends_what_is_due(mailoutbox):
    due, later = (builders.message(now=timezone.now(), about=builders.coming_webinar()) for _ in range(2))
    Message.objects.filter(pk=later.pk).update(due_at=timezone.now() + timedelta(hours=1))

    call_command("worker", "--once")

    assert [mail.extra_headers["References"] for mail in mailoutbox] == [
        f"<registration-{due.registration.reference}@example.org>"
    ]


@pytest.mark.django_db
def test_the_sweep_promotes_where_a_place_was_forgotten():
    webinar = builders.admission(webinar=builders.coming_webinar(), capacity=1).webinar
    _, second, third = (builders.registration(webinar) for _ in range(3))
    Admission.objects.update(capacity=2)

    for _ in range(2):
        sweep.fill_free_places(timezone.now())

    assert [Registration.objects.get(pk=r.pk).status for r in (second, third)] == ["registered", "waitlisted"]


@pytest.mark.django_db
def test_the_sweep_has_nothing_to_do_where_all_is_right(django_assert_num_queries):
    webinar = builders.admission(webinar=builders.coming_webinar(), capacity=1).webinar
    for _ in range(2):
        builders.registration(webinar)

    with django_assert_num_queries(1):
        sweep.fill_free_places(timezone.now())


@pytest.mark.django_db
def test_a_worker_with_nothing_to_do_looks_again_within_a_second(mailoutbox):
    """A confirmation leaves within two; how long it takes is measured by bench/mails.py."""

    class AtTheFirstPause(threading.Event):
        def wait(self, seconds):
            self.seconds = seconds
            self.set()

    stop = AtTheFirstPause()
    builders.message(now=timezone.now(), about=builders.coming_webinar())

    Worker(stop).run()

    assert stop.seconds <= 1
    assert len(mailoutbox) == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_worker_says_once_that_the_database_is_away(caplog):
    class AtTheThirdPause(threading.Event):
        pauses = 0

        def wait(self, seconds):
            self.pauses += 1
            if self.pauses == 3:
                self.set()

    name, keeper = connection.settings_dict["NAME"], connection.copy()
    with closing(keeper), keeper.cursor() as cursor:
        connection.close()
        cursor.execute(f"ALTER DATABASE {name} CONNECTION LIMIT 0")
        try:
            Worker(AtTheThirdPause()).run()
        finally:
            cursor.execute(f"ALTER DATABASE {name} CONNECTION LIMIT -1")

    assert caplog.messages == ["The database does not answer"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_worker_stops_when_told(number, settings, tmp_path):
    code = (
        "import django, signal; django.setup()\n"
        "from django.core.management import call_command\n"
        "from registrations.management.commands import worker\n"
        "worker.Worker.do_what_is_due = lambda self: print('ready', flush=True)\n"
        "worker.Pulse.beat = lambda self: None\n"
        "call_command('worker')\n"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=settings.BASE_DIR)

    process.stdout.readline()
    process.send_signal(number)
    process.communicate(timeout=30)

    assert process.returncode == 0
