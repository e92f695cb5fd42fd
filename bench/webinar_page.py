"""P1: the webinar page against a bare view that returns the same bytes, under the same web server.

Prints requests a second at 1, 8 and 32 connections, asked for by wrk: the page as it is kept for some
seconds, the page built afresh each time (any query makes it so), the bare view; and the ratio of first and
last. The median of five rounds, taken in turn: machines are shared, and which of the two processes takes a
connection is chance. It prepares the site as
`make run` does, with its demo.
"""

import http.client
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing, contextmanager
from pathlib import Path

from table import note

ROOT = Path(__file__).parent.parent
SECONDS, ROUNDS, CONNECTIONS = int(os.environ.get("BENCH_SECONDS", "3")), 5, (1, 8, 32)
BARE = """
from django.conf import settings
settings.configure(SECRET_KEY="x", ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, MIDDLEWARE=[])
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path
BODY = open({body!r}, "rb").read()
urlpatterns = [path("", lambda request: HttpResponse(BODY))]
application = get_wsgi_application()
"""


def main():
    if not shutil.which("wrk"):
        raise SystemExit("Please install wrk, the load generator: apt-get install wrk")
    os.environ["DJANGO_SETTINGS_MODULE"] = "webinar_site.settings"
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from webinar_site.management.commands import serve

    with serve.alone():
        serve.prepare()
    from events.models import Webinar

    path = Webinar.objects.public().latest("ends_at").get_absolute_url()
    with tempfile.TemporaryDirectory() as folder, gunicorn(serve.WEB[1:], ROOT) as page:
        body = get(connect(page), path)
        Path(folder, "body").write_bytes(body)
        Path(folder, "bare.py").write_text(BARE.format(body=f"{folder}/body"))
        with gunicorn(["bare", *serve.WEB[2:]], folder) as bare:
            print(f"{path}, {len(body)} bytes; requests a second, median of {ROUNDS} rounds of {SECONDS:g} s")
            note_queries(path)
            for connections in CONNECTIONS:
                asked = (page, path), (page, f"{path}?afresh"), (bare, "/")
                report(connections, [[rate(*each, connections) for each in asked] for _ in range(ROUNDS)])


def note_queries(path):
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        Client(headers={"host": "localhost"}).get(f"{path}?afresh")
    connection.close()
    note("P1", "queries of a page built afresh", str(len(asked)), "≤ 8", len(asked) <= 8)


def report(connections, rounds):
    kept, afresh, floor = (statistics.median(column) for column in zip(*rounds, strict=True))
    ratio = statistics.median(page / bare for page, _, bare in rounds)
    what = f"webinar page, {connections} connections"
    words = {"floor": f"{floor:,.0f}/s", "ratio": f"{ratio:.2f}"}
    note("P1", what, f"{kept:,.0f}/s", "≥ 0.60", ratio >= 0.6, **words)
    if connections == 8:
        note("P1", "the same, built afresh", f"{afresh:,.0f}/s", "≥ 250/s", afresh >= 250)
    print(
        f"{connections:3} connections: page {kept:6.0f}, built afresh {afresh:5.0f}, "
        f"bare view {floor:6.0f}, ratio {ratio:.2f}"
    )


@contextmanager
def gunicorn(arguments, folder):
    """Serve from `folder` on a free port, with the settings of `make run`; give the port."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", *arguments, f"--bind=127.0.0.1:{port}"], cwd=folder
    )
    try:
        until_it_answers(port)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def until_it_answers(port):
    for _ in range(300):
        try:
            return get(connect(port), "/")
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"nothing answers on port {port}")


def connect(port):
    return http.client.HTTPConnection("127.0.0.1", port, timeout=30)


def get(connection, path):
    connection.request("GET", path, headers={"Host": "localhost"})
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise SystemExit(f"{path}: {answer.status}")
    return body


def rate(port, path, connections):
    """Return answers a second, asked for over so many connections kept open."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{SECONDS:g}s", "--timeout=30s", "-H", "Host: localhost"]
    said = subprocess.run(
        [*command, f"http://127.0.0.1:{port}{path}"], capture_output=True, text=True, check=True
    )
    if "Non-2xx" in said.stdout or "Socket errors" in said.stdout:
        raise SystemExit(said.stdout)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", said.stdout)[1])


if __name__ == "__main__":
    main()
