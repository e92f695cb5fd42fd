"""One command serves the whole site, and leaves nothing running when it is told to stop."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from django.core.management.base import CommandError

from webinar_site import static_files
from webinar_site.management.commands import serve

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 90  # seconds, on a busy machine


class Served:
    """`manage.py serve` in a process group of its own, as `make run` starts it."""

    def __init__(self, var_folder, port):
        self.port, self.output = port, var_folder / f"output-{port}"
        environment = {"PATH": os.environ["PATH"], "VAR_FOLDER": str(var_folder)}
        environment |= {"SITE_URL": f"http://localhost:{port}", "PYTHONWARNINGS": "default"}
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve", f"--port={port}"],
                cwd=ROOT,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def get(self, path, host="127.0.0.1"):
        with closing(http.client.HTTPConnection(host, self.port, timeout=20)) as connection:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()

    def wait(self):
        until(lambda: "The site is at" in self.said() or self.process.poll() is not None)
        assert self.process.poll() is None, self.said()

    def said(self):
        return self.output.read_text()

    def end(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


def until(holds):
    deadline = time.monotonic() + PATIENCE
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert holds()


def free_port():
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def processes(word):
    """Return the command lines of live processes in which `word` stands."""
    lines = subprocess.run(["ps", "-eww", "-o", "args="], capture_output=True, text=True).stdout.splitlines()
    return [line for line in lines if word in line]


def worker_of(served):
    command = ["ps", "-o", "pid=,args=", "--ppid", str(served.process.pid)]
    listed = subprocess.run(command, capture_output=True, text=True).stdout
    return int(re.search(r"(\d+) .*manage.py worker", listed)[1])


@pytest.fixture
def start(var_folder):
    started = []

    def start(port=None):
        started.append(Served(var_folder, port or free_port()))
        return started[-1]

    yield start
    for served in started:
        if served.process.poll() is None:
            served.end()


def test_the_site_is_served_until_it_is_told_to_stop(start, var_folder):
    first = start()
    first.wait()

    password = re.search(r"organiser@example.org .* password (\S+)", first.said())[1]
    assert len(password) >= 20
    assert str(var_folder / "mail") in first.said()
    assert "Ctrl-C" in first.said()
    assert first.get("/")[0] == 200
    assert first.get("/readyz") == (200, '{"ready": true, "problems": []}')

    second = start()  # beside the first, on the same data
    second.wait()
    assert "password" not in second.said()
    assert second.get("/")[0] == 200

    third = start()
    third.wait()
    os.kill(worker_of(third), signal.SIGKILL)
    assert third.process.wait(PATIENCE) == 1
    assert "The worker ended with code -9, so the site is stopped." in third.said()

    assert second.end(signal.SIGINT) == 0
    assert first.get("/")[0] == 200
    assert first.end() == 0
    assert "Traceback" not in first.said() + second.said()
    assert processes(str(var_folder)) == []  # the database, its path in its command line
    for served in first, second, third:
        assert processes(f":{served.port}") == []  # the web server


def test_a_port_that_is_taken_is_refused_before_anything_starts():
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(CommandError, match=rf"^Port {port} cannot be used \(address already in use\)"):
            serve.free_addresses(port)


def test_a_port_that_is_free_is_bound_for_this_machine_only():
    port = free_port()

    addresses = serve.free_addresses(port)

    assert addresses[0] == f"127.0.0.1:{port}"
    assert addresses[1:] in ([], [f"[::1]:{port}"])


@pytest.mark.parametrize("port", [-1, 65536, 10**9])
def test_a_number_that_is_no_port_is_refused(port):
    with pytest.raises(CommandError, match="A port is a number from 1 to 65535"):
        serve.free_addresses(port)


def test_another_port_needs_an_address_that_says_so(monkeypatch):
    monkeypatch.delenv("SITE_URL", raising=False)

    with pytest.raises(CommandError, match="Set SITE_URL=http://localhost:8001, too"):
        serve.Command().handle(port=8001)


def test_static_files_are_gathered_again_only_when_one_has_changed(settings, tmp_path, monkeypatch):
    calls = []
    monkeypatch.setattr(static_files, "call_command", lambda *_, **__: calls.append(1))
    (tmp_path / "static").mkdir()
    settings.STATIC_ROOT = tmp_path / "static"

    static_files.collect()
    static_files.collect()
    assert calls == [1]

    monkeypatch.setattr(static_files, "fingerprint", lambda: "another")
    static_files.collect()
    assert calls == [1, 1]


def test_the_fingerprint_tells_a_changed_file(settings, tmp_path):
    (tmp_path / "a.css").write_text("a { color: red }")
    settings.STATICFILES_DIRS = [tmp_path]
    before = static_files.fingerprint()
    assert static_files.fingerprint() == before

    os.utime(tmp_path / "a.css", ns=(1, 1))

    assert static_files.fingerprint() != before
