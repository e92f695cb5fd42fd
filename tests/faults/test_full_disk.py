"""C22: the disk of the database is full, or that of the log. That of uploaded files: B49, in test_uploads."""

import os
import subprocess
from itertools import count, takewhile

import pytest
from django.urls import reverse
from django.utils import timezone

from registrations import links
from registrations.models import Message
from tests import builders
from tests.concurrency.web_server import (
    ask,
    keeps_the_form,
    logging_to,
    network_of,
    send,
    served,
    stamp,
    visit,
)
from tests.faults.database_server import server_like_ours
from tests.faults.worker_process import until, worker

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
MOST = 200  # people until a table needs a page that there is no room for


@pytest.fixture
def small_disk(var_folder):
    """A disk of 256 MB for the database server of this test."""
    folder = var_folder / "postgres"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=256m,mode=755", "tmpfs", folder]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("C22: a small disk for the database needs the right to mount one")
    yield folder
    subprocess.run(["umount", folder], check=True)


def fill(disk):
    """Leave no room on the disk; return the file that takes it."""
    filling = disk / "filling"
    with filling.open("wb", buffering=0) as file:
        try:
            while file.write(bytes(65536)):
                pass
        except OSError:
            return filling


@pytest.mark.skipif(os.environ.get("TEST_LONG") != "1", reason="C22: a server of its own, by make test-long")
def test_while_the_disk_of_the_database_is_full_pages_are_read_and_forms_are_kept(small_disk, var_folder):
    """C22: what was answered is stored; the kept form works when there is room again."""
    webinar = builders.coming_webinar()
    registration = builders.registration(webinar, timezone.now())
    pages = ["/", "/webinars/", "/webinars/?q=a", reverse("registrations:register", args=[webinar.slug])]
    pages += [f"/webinars/{webinar.slug}/?x=1", links.page_path(registration)]
    with server_like_ours(var_folder) as server, served(var_folder, server.url) as (port, _):
        filling = fill(small_disk)
        forms = [stamp(webinar) for _ in range(MOST)]
        answers = (send(port, webinar, forms[n], n) for n in count())

        stored = len(list(takewhile(lambda answer: answer.status == 302, answers)))
        refused = [send(port, webinar, forms[n], n) for n in range(stored, stored + 5)]

        assert all(keeps_the_form(answer) for answer in refused)
        assert [answer.retry_after for answer in refused] == ["5"] * 5
        assert [ask(port, "GET", page).status for page in pages] == [200] * len(pages)
        assert server.ask("SELECT count(*) FROM registrations_registration") == [(stored + 1,)]
        filling.unlink()
        again = [send(port, webinar, forms[n], n) for n in range(stored, stored + 5)]
        assert [answer.status for answer in again] == [302] * 5
        assert server.ask("SELECT count(*) FROM registrations_registration") == [(stored + 6,)]
        server.verify()


def test_while_the_disk_of_the_log_is_full_the_site_works(var_folder, peer):
    """C22: each line that web server or worker wants to write is refused by the system."""
    webinar = builders.coming_webinar()
    with (
        open("/dev/full", "w") as log,
        logging_to(log) as (port, _),
        worker(peer, var_folder, stdout=log, stderr=log),
    ):
        refused = send(port, webinar, "no stamp", 1)  # a line in the log for each of these
        unknown = ask(port, "GET", "/registrations/nobody/", network=network_of(2))
        answers = visit(port, webinar, 3, "ada@example.org")
        until(Message.objects.exclude(sent_at=None).exists)

    assert (refused.status, unknown.status) == (200, 404)
    assert [answer.status for answer in answers] == [200, 302, 200]
    assert len(peer.taken) == 1
