"""How fast many reminders are queued, and leave: one worker, beside plain smtplib to the same sink.

Makes a webinar with so many registrations, lets the clock's reminder become due and queues it, then has
one worker in a process of its own send all to a sink in another. Whoever got it is counted: each once.

    .venv/bin/python bench/mails_many.py MAILS     (10,000 unless given)
"""

import multiprocessing
import re
import smtplib
import statistics
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from mails import until, worker
from new_site import ROOT, new_site
from table import note

FLOOR = 1000  # mails by plain smtplib, three times
WARM = 500  # mails after which the worker's memory is looked at first
GOAL_QUEUED, GOAL_RATE = 5, 200  # seconds for 10,000; mails a second


def main(number=10_000):
    sys.path.insert(0, str(ROOT))
    with sink() as (port, taken), new_site(EMAIL_URL=f"smtp://127.0.0.1:{port}"):
        content = queued(number)
        floor = statistics.median(plainly(port, content) for _ in range(3))
        print(f"plain smtplib: {floor:.0f} mails a second of {len(content):,} bytes")
        before = taken.value
        with worker() as process:
            until(lambda: taken.value > before)
            began, first = time.monotonic(), taken.value
            until(lambda: taken.value >= before + min(WARM, number // 2))
            warm = memory(process.pid)
            until(lambda: taken.value >= before + number, patience=600)
            rate = (before + number - first) / (time.monotonic() - began)
            end = memory(process.pid)
        print(f"one worker: {rate:.0f} mails a second (goal {GOAL_RATE}), {rate / floor:.2f} of the former")
        words = {"floor": f"{floor:.0f}/s", "ratio": f"{rate / floor:.2f}"}
        note("P7", "mails sent", f"{rate:.0f}/s", f"≥ {GOAL_RATE}/s", rate >= GOAL_RATE, **words)
        note("P7", "memory it took more", f"{end - warm:.1f} MB", "flat: ≤ 5 MB", end - warm <= 5)
        print(f"its memory: {warm:.1f} MB after {WARM} mails, {end:.1f} MB after {number:,}")
        each_once(number)


@contextmanager
def sink():
    """Run a mail server that keeps nothing, in a process of its own; give its port and its counter."""
    taken, port = multiprocessing.Value("L", 0), multiprocessing.Value("i", 0)
    process = multiprocessing.Process(target=swallow, args=(taken, port), daemon=True)
    process.start()
    until(lambda: port.value)
    try:
        yield port.value, taken
    finally:
        process.terminate()
        process.join()


def swallow(taken, port):
    from tests.smtp_peer import Peer, listening

    class Sink(Peer):
        async def handle_DATA(self, server, session, envelope):
            taken.value += 1
            self.senders.clear()
            return "250 OK"

    with listening(Sink()) as peer:
        port.value = peer.port
        time.sleep(3600)


def queued(number):
    """Queue a reminder to so many people; print how long it took and return one of the mails."""
    import loaders
    from django.utils import timezone

    from registrations import mails, reminders
    from registrations.models import Admission, Message

    webinar = loaders.webinars(1)[0]
    loaders.registrations([webinar], number + loaders.WAITING)
    Admission.objects.filter(webinar=webinar).update(reminders=[10080])
    now = timezone.now()
    webinar.starts_at, webinar.ends_at = now + reminders.FARTHEST / 2, now + reminders.FARTHEST
    webinar.save()
    old = Message.objects.waiting().exclude(kind=Message.Kind.REMINDER)
    old.update(sent_at=now)
    Message.objects.update(created_at=now - reminders.FARTHEST)
    began = time.monotonic()
    reminders.queue_due(now)
    seconds = time.monotonic() - began
    made = Message.objects.filter(kind=Message.Kind.REMINDER)
    assert made.count() == number, made.count()
    is_met = seconds <= GOAL_QUEUED * number / 10_000
    note("P7", f"{number:,} reminders queued", f"{seconds:.1f} s", f"≤ {GOAL_QUEUED} s for 10,000", is_met)
    print(f"{number:,} reminders queued in {seconds:.1f} s (goal {GOAL_QUEUED} s for 10,000)")
    return mails.build(made.first(), now).message().as_bytes(linesep="\r\n")


def plainly(port, content):
    """Return how many mails a second plain smtplib hands over."""
    began = time.monotonic()
    with smtplib.SMTP("127.0.0.1", port) as line:
        for _ in range(FLOOR):
            line.sendmail("webinars@example.org", ["ada@example.org"], content)
    return FLOOR / (time.monotonic() - began)


def memory(pid):
    """Return the megabytes that a process holds."""
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) / 1024


def each_once(number):
    from registrations.models import Message

    made = Message.objects.filter(kind=Message.Kind.REMINDER)
    until(lambda: not made.waiting().exists())
    assert made.filter(attempts=1).exclude(sent_at=None).count() == number, "a mail is missing or came twice"


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
