"""The real web server on the database of the test, and visitors who come to it from many networks."""

import http.client
import os
import signal
import subprocess
import sys
from collections import namedtuple
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from registrations import visitor_form
from tests.faults.worker_process import PATIENCE, database_url, until
from tests.webinar_site.test_serve import free_port
from webinar_site.management.commands import serve

Answer = namedtuple("Answer", "status location body retry_after")


@contextmanager
def served(folder, url=None, program=settings.BASE_DIR):
    """Serve as `make run` does, behind one proxy, on this database or that of the test.

    Gives the port and the process that starts the others. `program` is where the code lies.
    Fails if anything was said of an error.
    """
    log = folder / "web-server.log"
    with log.open("w") as output, logging_to(output, url, program) as served:
        yield served
    said = log.read_text()
    assert "Traceback" not in said, said
    assert "WSGI app sent body" not in said, said


@contextmanager
def logging_to(output, url=None, program=settings.BASE_DIR):
    port = free_port()
    environment = {
        **os.environ,
        "DATABASE_URL": url or database_url(),
        "DJANGO_SETTINGS_MODULE": "tests.settings",  # for files that nobody has collected
        "PROXIES": "1",
    }
    command = [sys.executable, "-m", *serve.WEB, f"--bind=127.0.0.1:{port}"]
    process = subprocess.Popen(command, cwd=program, env=environment, stdout=output, stderr=subprocess.STDOUT)
    try:
        until(lambda: answers(port) or process.poll() is not None)
        yield port, process
    finally:
        process.terminate()
        process.wait(PATIENCE)


def kill_workers(process):
    """Kill what answers the requests; the web server starts others."""
    for pid in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split():
        os.kill(int(pid), signal.SIGKILL)


def answers(port):
    try:
        return ask(port, "GET", "/livez").status == 200
    except OSError:
        return False


def ask(port, method, path, body=None, network="192.0.2.1"):
    headers = {"Host": "localhost", "X-Forwarded-For": network}
    if body is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return Answer(
            answer.status, answer.getheader("Location"), answer.read(), answer.getheader("Retry-After")
        )


def network_of(n):
    """Return an address in a network of its own for each visitor."""
    return f"198.18.{n // 256}.{n % 256}"


def stamp(webinar):
    """Return the stamp of a form that was opened a minute ago."""
    return visitor_form.new_stamp(f"register {webinar.pk}", timezone.now() - timedelta(minutes=1))


def send(port, webinar, form, n, turn=0):
    """Send the form of one visitor; each has an address and a stamp that stay."""
    fields = {"name": "Ada Example", "email": f"person-{turn}-{n}@example.org", "website": "", "stamp": form}
    path = reverse("registrations:register", args=[webinar.slug])
    return ask(port, "POST", path, urlencode(fields), network_of(n))


def keeps_the_form(answer):
    return answer.status == 503 and b'value="Ada Example"' in answer.body and b'name="stamp"' in answer.body


def visit(port, webinar, n, email, form=None):
    """Open the form, fill it in and follow where it leads; return the three answers."""
    path = reverse("registrations:register", args=[webinar.slug])
    fields = {"name": "Ada Example", "email": email, "website": "", "stamp": form or stamp(webinar)}
    opened = ask(port, "GET", path, network=network_of(n))
    sent = ask(port, "POST", path, urlencode(fields), network_of(n))
    if sent.status != 302:
        return opened, sent, None
    return opened, sent, ask(port, "GET", sent.location, network=network_of(n))
