"""P9: how much memory an export of 100,000 registrations takes over idle, and how long.

Each registration has an answer and an attendance; the file is asked for as an organiser's browser would,
of a process that has shown the list before.
"""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

from new_site import new_site
from table import note

ROWS = int(os.environ.get("BENCH_ROWS", "100000"))
GOAL = 150  # MB
STATUS, CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")


def main(form=""):
    if form:
        return measured(form)
    with new_site():
        fill()
        # Each in a process of its own, whose memory nothing else has stretched before.
        return max(subprocess.run([sys.executable, __file__, form]).returncode for form in ("csv", "xlsx"))


def fill():
    import loaders
    from django.utils import timezone

    from registrations.models import Answer, Attendance, Question

    (webinar,) = loaders.webinars(1)
    loaders.registrations([webinar], ROWS)
    question = Question.objects.create(webinar=webinar, text="What do you expect?", why="To prepare.")
    now = timezone.now()
    pks = list(webinar.registrations.values_list("pk", flat=True))
    told = {"question": question, "asked": question.text, "version": 1, "value": "To learn. " * 20}
    Answer.objects.bulk_create(
        (Answer(registration_id=pk, answered_at=now, **told) for pk in pks), batch_size=5000
    )
    Attendance.objects.bulk_create(
        (Attendance(registration_id=pk, stretch=1, first_at=now, last_at=now) for pk in pks), batch_size=5000
    )


def measured(form):
    """Print what one export took; return whether its peak over idle is too high."""
    sys.path.insert(0, str(Path(__file__).parent.parent))
    import django

    django.setup()
    from django.test import Client
    from django.urls import reverse

    from events.models import User

    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get())  # whom the demo made
    address = reverse("admin:registrations_registration_export")
    assert client.get(reverse("admin:registrations_registration_changelist")).status_code == 200
    idle = memory("VmRSS")
    CLEAR.write_text("5")  # the peak starts anew
    began = time.monotonic()
    answer = client.post(address, {"format": form})
    assert answer.status_code == 200
    first = time.monotonic() - began
    size = sum(len(piece) for piece in answer.streaming_content)
    answer.close()
    peak = memory("VmHWM") - idle
    print(
        f"{form:4} {ROWS:,} rows, {size / 1e6:.1f} MB: first octet after {first:.1f} s, all after"
        f" {time.monotonic() - began:.1f} s, peak {peak:.1f} MB over idle ({idle:.0f} MB), goal {GOAL}"
    )
    note("P9", f"{form} of {ROWS:,}, peak over idle", f"{peak:.0f} MB", f"≤ {GOAL} MB", peak <= GOAL)
    return peak > GOAL


def memory(name):
    return int(re.search(rf"{name}:\s+(\d+) kB", STATUS.read_text())[1]) / 1024


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
