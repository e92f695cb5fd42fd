"""`make bench`: every measurement, one after the other, and one table of P1 to P10 at the end.

BENCH_SECONDS=1 makes all of them short, to see that they run: then the figures say little.
Ends with code 1 when a goal is missed.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import table

MEASURED = (
    ("webinar_page.py",),
    ("registration.py",),
    ("rush.py", "3"),
    ("crowd.py",),
    ("growth.py",),
    ("organisers.py",),
    ("programme.py",),
    ("mails.py", "50"),
    ("mails_many.py", "10000"),
    ("memory.py",),
    ("export.py",),
    ("slow_clients.py",),
    ("audit.py",),
)
SHORT = {"BENCH_REGISTRATIONS": "50", "BENCH_ROWS": "5000", "BENCH_WEBINARS": "50", "BENCH_ROUNDS": "3"}
LESS = {"3": "1", "50": "10", "10000": "1000"}  # rounds, confirmations, reminders


def main():
    is_short = os.environ.get("BENCH_SECONDS") == "1"
    with tempfile.NamedTemporaryFile() as noted:
        environment = {**(SHORT if is_short else {}), **os.environ, "BENCH_TABLE": noted.name}
        failed = []
        for script, *arguments in MEASURED:
            print(f"\n== {script}", flush=True)
            arguments = [LESS[each] if is_short else each for each in arguments]
            path = Path(__file__).with_name(script)
            if subprocess.run([sys.executable, path, *arguments], env=environment).returncode:
                failed.append(script)
        print()
        is_met = table.printed(noted.name)
    if failed:
        print(f"Ended with an error or over its goal: {', '.join(failed)}")
    sys.exit(bool(failed) or not is_met)


if __name__ == "__main__":
    main()
