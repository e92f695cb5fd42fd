"""P1: the webinar page against a bare view that returns the same bytes, under the same web server.

Prints requests a second at 1, 8 and 32 connections for both, and their ratio: the median of three rounds,
taken in turn, because machines are shared. It prepares the site as `make run` does, with its demo.
"""

import http.client
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import closing, contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent
SECONDS, ROUNDS, CONNECTIONS = float(os.environ.get("BENCH_SECONDS", "3")), 3, (1, 8, 32)
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
            for connections in CONNECTIONS:
                report(
                    connections,
                    [(rate(page, path, connections), rate(bare, "/", connections)) for _ in range(ROUNDS)],
                )


def report(connections, rounds):
    ours, floor = (statistics.median(column) for column in zip(*rounds, strict=True))
    print(f"{connections:3} connections: page {ours:6.0f}, bare view {floor:6.0f}, ratio {ours / floor:.2f}")


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
    """Return answers a second, asked over so many connections kept open, each in a thread."""
    until = time.monotonic() + SECONDS
    counts = [0] * connections

    def ask(number):
        connection = connect(port)
        while time.monotonic() < until:
            get(connection, path)
            counts[number] += 1
        connection.close()

    threads = [threading.Thread(target=ask, args=[number]) for number in range(connections)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.monotonic() - began)


if __name__ == "__main__":
    main()
