"""Hold the server of a folder until the input ends: `postgres_holder.py FOLDER [fork|fork-and-hold]`.

Prints the socket folder once the server is up, or why it was refused, and then exits with 3. With a second
argument the holder forks, the parent ends at once, and the child (holding anew or not) waits for the input.
Becomes the user AS_USER, late, since another user may be unable to enter the folder of this Python.
"""

import os
import pwd
import signal
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from webinar_site import postgres


def main(folder, fork=None):
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    if "AS_USER" in os.environ:
        user = pwd.getpwnam(os.environ["AS_USER"])
        os.setgroups([])
        os.setgid(user.pw_gid)
        os.setuid(user.pw_uid)
    try:
        postgres.hold(folder, durable="DURABLE" in os.environ)
        postgres.hold(folder)  # again: nothing
    except postgres.PostgresRefused as refusal:
        print(refusal, flush=True)
        sys.exit(3)
    if fork:
        if os.fork():
            sys.exit(0)
        if fork == "fork-and-hold":
            postgres.hold(folder)
    print(postgres.embedded(folder)["HOST"], flush=True)
    sys.stdin.read()


main(Path(sys.argv[1]), *sys.argv[2:])
