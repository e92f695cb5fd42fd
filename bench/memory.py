"""P8: the memory of a whole site after load: two web workers, the worker, the embedded PostgreSQL.

PSS: what processes share counts once. The site of `make run` is served from a folder of its own; pages,
forms, registrations, mails and a preview picture are asked for first, the programme as PDF at the end,
because WeasyPrint is imported with the first one and stays in the process that made it. The process of
`make run` that starts the others is printed beside them; in production there is none.
"""

import os
import re
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from audit import WEBINAR, site
from registration import register
from table import note
from webinar_page import get, rate

SECONDS, GOAL = int(os.environ.get("BENCH_SECONDS", "4")), 350  # MB
PEOPLE = 200
KINDS = {"manage.py serve": "start", "gunicorn": "web server", "manage.py worker": "worker"}


def main():
    with tempfile.TemporaryDirectory() as folder, site(folder) as address:
        port = urlsplit(address).port
        for path in ("/", "/webinars/", WEBINAR, f"{WEBINAR}?afresh", f"{WEBINAR}register/"):
            rate(port, path, 8)
        register(f"http://127.0.0.1:{port}{WEBINAR}register/", "memory", PEOPLE, 8)
        ask(port, f"{WEBINAR}card.png")
        told = total(folder)
        ask(port, f"{WEBINAR}programme.pdf")
        after = total(folder)
    for name, megabytes in told.items():
        print(f"{name:12} {megabytes:6.1f} MB, after a PDF {after[name]:6.1f} MB")
    before, most = (sum(sums.values()) - sums["start"] for sums in (told, after))
    print(f"{'all but start':12} {before:6.1f} MB, after a PDF {most:6.1f} MB (goal {GOAL})")
    note("P8", "memory after load", f"{before:.0f} MB", f"≤ {GOAL} MB", before <= GOAL)
    note("P8", "memory after a PDF, too", f"{most:.0f} MB", f"≤ {GOAL} MB", most <= GOAL)


def ask(port, path):
    import http.client

    get(http.client.HTTPConnection("127.0.0.1", port, timeout=60), path)


def total(folder):
    """Return the megabytes of the processes of the site in a folder, by what they are."""
    commands = {pid: command(pid) for pid in map(int, filter(str.isdigit, os.listdir("/proc")))}
    postmaster = next(pid for pid, words in commands.items() if "postgres" in words and folder in words)
    sums = dict.fromkeys([*KINDS.values(), "PostgreSQL"], 0)
    for pid in [*below(os.getpid()), postmaster, *below(postmaster)]:
        name = next((name for part, name in KINDS.items() if part in commands.get(pid, "")), "PostgreSQL")
        sums[name] += pss(pid)
    return sums


def command(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""


def pss(pid):
    try:
        found = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M)
    except OSError:
        return 0
    return int(found[1]) / 1024


def below(root):
    """Return the processes that stem from one."""
    found, todo = [], [root]
    while todo:
        children = Path(f"/proc/{todo[0]}/task/{todo.pop(0)}/children").read_text().split()
        found += map(int, children)
        todo += map(int, children)
    return found


if __name__ == "__main__":
    main()
