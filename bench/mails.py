"""How long a confirmation takes from the press of the button to the mail server, and what an outage costs.

Registers through the web server, with a worker of its own process and a real mail server on this machine:
one after the other, at moments that have nothing to do with the worker's. Then 200 people register with
the mail server up, 200 with it down, and the outbox is watched until it is empty after it is back.

    .venv/bin/python bench/mails.py REGISTRATIONS     (50 unless given)
"""

import random
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager
from urllib.parse import urlsplit

from new_site import ROOT, new_site
from registration import OLD_ENOUGH, form_address, open_form, percentile_95, register, send
from webinar_page import gunicorn

CROWD, VISITORS = 200, 8


def main(number=50):
    sys.path.insert(0, str(ROOT))
    from tests.smtp_peer import Peer, free_port, listening

    peer, port = Peer(), free_port()
    with new_site(EMAIL_URL=f"smtp://127.0.0.1:{port}"):
        import loaders

        from webinar_site.management.commands import serve

        webinars = loaders.webinars(3)
        with gunicorn(serve.WEB[1:], ROOT) as web, worker():
            addresses = [form_address(web, webinar) for webinar in webinars]
            with listening(peer, port):
                one_by_one(addresses[0], peer, number)
                print_times("mail server up", *register(addresses[1], "up", CROWD, VISITORS))
                until(lambda: len(peer.taken) == number + CROWD)
            print_times("mail server down", *register(addresses[2], "down", CROWD, VISITORS))
            with listening(peer, port):
                back = time.monotonic()
                until(lambda: len(peer.taken) == number + 2 * CROWD)
                print(f"{CROWD} mails left within {time.monotonic() - back:.1f} s after it was back")
    recipients = peer.recipients()
    assert len(recipients) == len(set(recipients)), "a mail came twice"


@contextmanager
def worker():
    process = subprocess.Popen([sys.executable, "manage.py", "worker"], cwd=ROOT)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(60)


def one_by_one(address, peer, number):
    parts, times = urlsplit(address), []
    stamps = [open_form(parts, n)[1] for n in range(number)]
    time.sleep(OLD_ENOUGH)
    for n, stamp in enumerate(stamps):
        time.sleep(random.uniform(0, 1))
        pressed = time.monotonic()
        send(parts, n, "one", stamp)
        until(lambda: len(peer.taken) == n + 1)  # noqa: B023 - asked before the next
        times.append(time.monotonic() - pressed)
    p50, p95 = statistics.median(times), percentile_95(times)
    print(f"{number} confirmations, each from the press of the button until the mail server had it:")
    print(f"  median {p50:.2f} s, p95 {p95:.2f} s, longest {max(times):.2f} s")


def print_times(name, _opened, sent, _seconds):
    p50, p95 = statistics.median(sent) * 1000, percentile_95(sent) * 1000
    print(f"{CROWD} registrations, {VISITORS} at once, {name}: post p50 {p50:.0f} ms, p95 {p95:.0f} ms")


def until(holds, patience=120):
    deadline = time.monotonic() + patience
    while not holds():
        if time.monotonic() > deadline:
            raise SystemExit("a mail is missing")
        time.sleep(0.002)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
