"""Real processes that hold an embedded PostgreSQL, and what can be asked of it."""

import fcntl
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path

import psycopg2
import pytest

from webinar_site import postgres

HOLDER = Path(__file__).with_name("postgres_holder.py")
DEADLINE = 120
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can act as two users")


def remove(home):
    """End the server of `home`, if a failed test left one, and remove what lies outside of `home`."""
    place = postgres.place(home)
    if place.exists() and not is_down(home):
        subprocess.run([sys.executable, HOLDER, home], stdin=subprocess.DEVNULL, capture_output=True)
    shutil.rmtree(postgres.embedded(home)["HOST"], ignore_errors=True)
    if place != home.resolve():
        shutil.rmtree(place)
        with suppress(OSError):  # others are there
            postgres.ELSEWHERE.rmdir()


def told(process):
    """Return the line that a holder prints when it is ready, or refused."""
    ready, _, _ = select.select([process.stdout], [], [], DEADLINE)
    line = process.stdout.readline() if ready else ""
    assert line, f"the holder said nothing but {process.stderr.read()}" if ready else "the holder hangs"
    return line.strip()


def refusal(process):
    sentence = told(process)
    assert process.wait(DEADLINE) == 3, sentence
    return sentence


def leave(*processes):
    for process in processes:
        _, errors = process.communicate(timeout=DEADLINE)
        assert (process.returncode, errors) == (0, "")


def until(condition):
    deadline = time.monotonic() + DEADLINE
    while not (result := condition()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(
            0.01
        )  # another process has nothing to wake us with; the result is what counts, not the time
    return result


def connect(home, **options):
    login = postgres.embedded(home)
    names = {"host": login["HOST"], "port": login["PORT"], "user": login["USER"], "dbname": login["NAME"]}
    connection = psycopg2.connect(**names | options)
    connection.autocommit = True
    return connection


def ask(home, query, **options):
    with closing(connect(home, **options)) as connection, connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone() if cursor.description else None


def is_down(home):
    """Return whether no process of the server is left."""
    if not free(postgres.place(home) / ".server"):
        return False
    with pytest.raises(psycopg2.OperationalError):
        connect(home)
    return True


def free(path):
    with suppress(FileNotFoundError), open(path) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def data(home):
    return postgres.place(home) / "data"


def pid_of_server(home):
    return int((data(home) / "postmaster.pid").read_text().split()[0])


def started_at(home):
    return ask(home, "SELECT pg_postmaster_start_time()")


def kill_server(home):
    """Kill the server like the kernel does when memory runs out."""
    pid = pid_of_server(home)
    os.kill(pid, signal.SIGKILL)
    until(lambda: is_down(home))
    return pid
