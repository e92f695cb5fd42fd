"""A real worker in a process of its own, on the database of the test, and how to wait for it."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from urllib.parse import quote

from django.conf import settings
from django.db import connection

PATIENCE = 60  # seconds, on a busy machine


@contextmanager
def worker(peer, folder, program=settings.BASE_DIR, **options):
    """Run `manage.py worker` against this Peer; killed at the end if it still runs."""
    command = [sys.executable, "manage.py", "worker"]
    process = subprocess.Popen(command, cwd=program, env=environment(peer, folder), **options)
    try:
        yield process
    finally:
        process.kill()
        process.wait(PATIENCE)


def environment(peer, folder):
    return {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": database_url(),
        "EMAIL_URL": f"smtp://127.0.0.1:{peer.port}",
        "SECRET_KEY": settings.SECRET_KEY,
        "VAR_FOLDER": str(folder),
    }


def database_url():
    """Return the address of exactly the test's database, whose name differs in each parallel process."""
    parts = connection.settings_dict
    login = f"{quote(parts['USER'])}:{quote(parts['PASSWORD'])}"
    if parts["HOST"].startswith("/"):
        return f"postgres://{login}@/{parts['NAME']}?host={quote(parts['HOST'], safe='')}"
    return f"postgres://{login}@{parts['HOST']}:{parts['PORT'] or 5432}/{parts['NAME']}"


def kill(process):
    process.send_signal(signal.SIGKILL)
    process.wait(PATIENCE)


def until(holds, patience=PATIENCE):
    """Ask again and again until it holds; return what it returned."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if found := holds():
            return found
        time.sleep(0.02)
    raise AssertionError("It did not come to hold in time.")


def blocked_by_us():
    """Return the server processes that wait for a lock which this test holds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
        )
        return [pid for (pid,) in cursor.fetchall()]


def end_sessions(pids):
    with connection.cursor() as cursor:
        for pid in pids:
            cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
