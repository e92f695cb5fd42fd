"""Files made of what is published, kept under the hash of their contents and made by one at a time.

Twenty readers who ask together cost one build: a lock that the kernel drops with its process holds
for all processes of the machine. Within a process one file is made at a time whatever it is of, so
that a crawler who walks through all of them takes the memory of one. What nobody asks for is forgotten.
"""

import fcntl
import hashlib
import os
import secrets
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings

PATIENCE = 3  # seconds to wait for another one's copy: with the 2 of events/page_cache.py, 5 in all
KEPT = 300  # files of a kind
building = threading.Lock()  # Pango's state is the whole process's, too


class Busy(Exception):
    """The same file is being made for someone else and has taken too long."""


def made_once(kind, owner, contents: bytes, make) -> Path:
    """Return the file made of these contents, made by `make()` (bytes) unless it is there. Raises Busy.

    `kind` names the folder and the ending, `owner` (a number) whose file it is.
    """
    folder = settings.VAR_FOLDER / "cache" / kind
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{owner}-{hashlib.sha256(contents).hexdigest()[:40]}.{kind}"
    if not used_again(path):
        with turn(folder / f"{owner}.lock"):
            if not path.exists():
                store(path, make())
                forget_oldest(folder, kind)
    return path


def used_again(path) -> bool:
    """Return whether the file is there, and note that it was asked for."""
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    return True


@contextmanager
def turn(path):
    """Hold the lock of one owner's file, in this and all other processes. Raises Busy."""
    deadline = time.monotonic() + PATIENCE
    with path.open("a") as lock:
        while not taken(lock):
            if time.monotonic() > deadline:
                raise Busy
            time.sleep(0.05)
        if not building.acquire(timeout=max(0, deadline - time.monotonic())):
            raise Busy
        try:
            yield
        finally:
            building.release()


def taken(lock) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def store(path, content):
    """Write the file whole: under a temporary name first, then renamed."""
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def forget_oldest(folder, kind):
    """Remove what nobody has asked for the longest."""
    ages = []
    for path in folder.glob(f"*.{kind}"):
        with suppress(FileNotFoundError):  # another process tidies, too
            ages.append((path.stat().st_mtime, path))
    for _age, path in sorted(ages, reverse=True)[KEPT:]:
        path.unlink(missing_ok=True)
