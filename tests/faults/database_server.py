"""A database server of one test alone, durable as in production, which the test may restart or kill."""

import fcntl
import os
import signal
import subprocess
import sys
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection
from django.db.utils import ConnectionHandler

from tests.faults.worker_process import PATIENCE, until
from webinar_site import backup, postgres, restore

HOLDER = Path(__file__).parents[1] / "webinar_site/postgres_holder.py"


class Server:
    def __init__(self, folder):
        self.home = folder / "postgres"
        self.holders = []

    def start(self):
        """Start the server, or start it again: the one before is down."""
        holder = subprocess.Popen(
            [sys.executable, HOLDER, self.home],
            env={**os.environ, "DURABLE": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.holders.append(holder)
        assert holder.stdout.readline().startswith("/")

    def processes(self):
        """Return the numbers of all processes of the server, the one that started the others first."""
        first = int((postgres.place(self.home) / "data/postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        return [first, *map(int, children)]

    def stop(self):
        """Stop it as for an update of the machine: whoever is connected is thrown out."""
        os.kill(self.processes()[0], signal.SIGINT)
        until(self.is_down)

    def kill(self):
        """Kill all of it at once, as if the power had gone."""
        for pid in self.processes():
            os.kill(pid, signal.SIGKILL)
        until(self.is_down)

    def is_down(self):
        """Return whether no process of the server is left."""
        lock = postgres.place(self.home) / ".server"
        try:
            os.close(postgres.locked(lock, fcntl.LOCK_EX | fcntl.LOCK_NB))
        except BlockingIOError:
            return False
        return True

    @property
    def url(self):
        return f"postgres://webinar@/webinar?host={quote(postgres.embedded(self.home)['HOST'], safe='')}"

    def database(self):
        login = {**connection.settings_dict, **postgres.embedded(self.home)}
        return ConnectionHandler({"default": login})["default"]

    def ask(self, query):
        with closing(self.database()) as database, database.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchall()

    def verify(self):
        environment = {**os.environ, "DATABASE_URL": self.url, "DJANGO_SETTINGS_MODULE": "tests.settings"}
        command = [sys.executable, "manage.py", "verify"]
        told = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True)
        assert (told.returncode, told.stderr) == (0, "")


@contextmanager
def server_like_ours(folder):
    """Give a Server whose database holds what that of the test holds at this moment."""
    server = Server(folder)
    try:
        server.start()
        path = backup.write(folder / "backups", datetime.now(UTC), connection)
        with closing(server.database()) as database:
            restore.put_back(path, restore.read(path, database), database)
        yield server
    finally:
        for holder in server.holders:
            holder.communicate(timeout=PATIENCE)
