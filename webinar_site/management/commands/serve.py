"""The whole site under one command, for `make run`: what it needs first, then web server and worker."""

import errno
import fcntl
import http.client
import json
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import threading
from contextlib import closing, contextmanager

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from events.models import User
from webinar_site import static_files

FIRST_ORGANISER = "organiser@example.org"
PATIENCE = 10  # seconds for web server and worker to finish what they are doing
WEB = ["gunicorn", "webinar_site.wsgi", "--worker-class=gthread", "--workers=2", "--threads=4"]
WEB += ["--no-control-socket", "--log-level=warning", f"--graceful-timeout={PATIENCE - 2}"]


class Command(BaseCommand):
    help = "Prepare the site, then serve it with web server and worker until Ctrl-C or TERM."
    requires_system_checks = []  # migrate runs them

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args, port, **options):
        if "SITE_URL" not in os.environ and port != 8000:
            raise CommandError(f"Set SITE_URL=http://localhost:{port}, too: links in mails begin with it.")
        addresses = free_addresses(port)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: sys.exit(1))
        prepare_apart()
        self.serve(port, addresses)

    def serve(self, port, addresses):
        stopping = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: stopping.set())
        children = {
            "web server": start("-m", *WEB, *(f"--bind={address}" for address in addresses)),
            "worker": start("manage.py", "worker"),
        }
        is_told = False
        try:
            while not stopping.wait(0.1):
                refuse_to_limp(children)
                if not is_told and answers(port):
                    self.tell()
                    is_told = True
        finally:
            stop(children.values())

    def tell(self):
        way = (
            "go out through EMAIL_URL"
            if settings.EMAIL_URL
            else f"are kept as files in {settings.MAIL_FOLDER}"
        )
        self.stdout.write(
            f"The site is at {settings.SITE_URL}/ and its organisers' pages at {settings.SITE_URL}/admin/"
        )
        self.stdout.write(f"Mails {way}. Stop with Ctrl-C.")
        self.stdout.flush()


def free_addresses(port):
    """Return the addresses to bind to, for this machine only: IPv4, and IPv6 where there is any."""
    addresses = []
    for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            with closing(socket.socket(family)) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((host, port))
        except OverflowError as error:
            raise CommandError(f"A port is a number from 1 to 65535, not {port}.") from error
        except OSError as error:
            if family == socket.AF_INET6 and error.errno in {errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL}:
                continue
            reason = error.strerror.lower()
            raise CommandError(
                f"Port {port} cannot be used ({reason}): take another, as in make run PORT=8001."
            ) from error
        addresses.append(f"[{host}]:{port}" if ":" in host else f"{host}:{port}")
    return addresses


@contextmanager
def alone():
    """Keep a second `make run` from preparing at the same time."""
    with (settings.VAR_FOLDER / ".preparing").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def prepare_apart():
    """Prepare in a process of its own: what that takes is not held in memory for as long as the site runs."""
    child = multiprocessing.get_context("fork").Process(target=prepare_alone, daemon=True)
    child.start()
    child.join()
    if child.exitcode:
        sys.exit(child.exitcode)


def prepare_alone():
    try:
        with alone():
            prepare()
    except CommandError as error:
        sys.exit(f"CommandError: {error}")


def prepare():
    """Bring the database, the static files, the demo and the first organiser into being; again: nothing."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    static_files.collect()
    call_command("demo", "--if-empty")
    if not User.objects.filter(is_staff=True).exists():
        call_command("organiser", FIRST_ORGANISER)


def start(*command):
    # In a session of its own: Ctrl-C and a closed terminal reach this process alone, which stops the others.
    return subprocess.Popen([sys.executable, *command], cwd=settings.BASE_DIR, start_new_session=True)


def refuse_to_limp(children):
    for name, child in children.items():
        if child.poll() is not None:
            raise CommandError(f"The {name} ended with code {child.returncode}, so the site is stopped.")


def answers(port):
    """Return whether the web server answers and the worker has been seen."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return "worker" not in json.load(connection.getresponse())["problems"]
    except OSError:
        return False
    finally:
        connection.close()


def stop(children):
    for child in children:
        child.terminate()
    for child in children:
        try:
            child.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
