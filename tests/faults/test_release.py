"""C25, C26: a release while people register, and the way back to the program of the release before.

A release first makes the tables wider (expand); old processes go on with them until their successors answer.
"""

import itertools
import os
import signal
import subprocess
import threading
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from registrations import links, visitor_form
from registrations.models import Enquiry, Message
from tests import builders
from tests.concurrency.web_server import ask, send, served, stamp
from tests.faults.worker_process import until, worker
from tests.invariants import verified

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
IS_LONG = os.environ.get("TEST_LONG") == "1"
SENT = 150  # registrations before the web server is reloaded, and as many after it


class Wider(migrations.Migration):
    operations = [
        migrations.AddField("registration", "badge", models.CharField(max_length=9, db_default="none")),
        migrations.AddField("message", "badge", models.CharField(max_length=9, null=True)),
        migrations.CreateModel("Badge", [("id", models.BigAutoField(primary_key=True))]),
    ]


@contextmanager
def made_wider():
    """Do what the migration of a next release does to tables that are in use, and undo it at the end."""
    migration, state = Wider("wider", "registrations"), MigrationLoader(connection).project_state()
    with connection.schema_editor() as editor:
        migration.apply(state.clone(), editor)
    try:
        yield
    finally:
        with connection.schema_editor() as editor:
            migration.unapply(state.clone(), editor)


@contextmanager
def in_threads(stop, *groups):
    """Run each of the functions in a thread of its own; `stop` is set at the end, and they are waited for."""
    threads = [threading.Thread(target=work) for group in groups for work in group]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def children(process):
    return set(Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split())


@pytest.mark.skipif(not IS_LONG, reason="C25: a minute of visitors, by make test-long")
def test_nobody_is_turned_away_and_nothing_is_lost_while_a_release_comes(var_folder):
    """C25: at most 50 pages and 5 registrations a second; the tables change, the web server is reloaded."""
    webinar = builders.coming_webinar()
    number, stop, pages, sent = itertools.count(), threading.Event(), [], []

    def read():
        while not stop.wait(3 / 50):
            pages.append(ask(port, "GET", f"/webinars/{webinar.slug}/?n={next(number)}").status)

    def register():
        while not stop.wait(2 / 5):
            sent.append(send(port, webinar, stamp(webinar), next(number)).status)

    with served(var_folder) as (port, process), in_threads(stop, 3 * [read], 2 * [register]), made_wider():
        old = children(process)
        until(lambda: len(sent) >= SENT)  # the old program on the new tables
        process.send_signal(signal.SIGHUP)
        until(lambda: len(children(process)) == len(old) and not children(process) & old)
        until(lambda: len(sent) >= 2 * SENT)
        stop.set()

    print(f"{len(pages)} pages and {len(sent)} registrations during the release")
    assert (set(pages), set(sent)) == ({200}, {302})
    assert webinar.registrations.count() == len(sent)
    verified(timezone.now())


def git(*arguments, **options):
    return subprocess.run(
        ["git", *arguments], cwd=settings.BASE_DIR, check=True, capture_output=True, text=True, **options
    ).stdout.strip()


@pytest.fixture
def release_before(var_folder):
    """A folder with the program as it was before the newest migration."""
    try:
        newest = git("log", "-1", "--diff-filter=A", "--format=%H", "--", "*/migrations/0*.py")
        before = git("rev-parse", "--verify", f"{newest}^")
        needs_others = git("diff", "--name-only", before, "--", "requirements.txt")
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"C26: the history of the program is not here ({error})")
    if needs_others:
        pytest.skip("C26: the release before needs other packages than are installed")
    folder = var_folder / "release-before"
    folder.mkdir()
    git("archive", before, f"--output={folder}/program.tar")
    subprocess.run(["tar", "-xf", "program.tar"], cwd=folder, check=True)
    return folder


def test_the_release_before_works_on_the_tables_of_this_one(release_before, var_folder, peer):
    """C26: the way back needs no migration: pages, registering, the personal page, a question, the mails."""
    webinar = builders.coming_webinar()
    asked = {"name": "Ada Example", "email": "ada@example.org", "subject": "Captions", "message": "Any?"}
    asked |= {"stamp": visitor_form.new_stamp("contact", timezone.now() - timedelta(minutes=1))}
    pages = ["/", "/webinars/", f"/webinars/{webinar.slug}/", "/contact/", "/accounts/login/"]

    with (
        served(var_folder, program=release_before) as (port, _),
        worker(peer, var_folder, program=release_before),
    ):
        assert [ask(port, "GET", page).status for page in pages] == [200] * len(pages)
        assert send(port, webinar, stamp(webinar), 1).status == 302
        assert ask(port, "POST", "/contact/", urlencode(asked)).status == 302
        assert ask(port, "GET", links.page_path(webinar.registrations.get())).status == 200
        until(lambda: not Message.objects.filter(sent_at=None).exists())
        assert ask(port, "GET", "/readyz").status == 200

    assert (webinar.registrations.count(), Enquiry.objects.count(), len(peer.taken)) == (1, 1, 3)
    verified(timezone.now())
