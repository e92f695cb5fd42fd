"""The list of erasures, kept apart from the database: after a restore it tells who is to be erased again.

Each line is a moment and a keyed hash of a registration. The row of Erasure is the outbox of the list:
written in the transaction that erases, deleted once its line is on the disk. A crash between the two
writes the line twice, which does no harm.
"""

import fcntl
import logging
import os
import re
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from registrations.models import Erasure

logger = logging.getLogger(__name__)

NAME = "erasures.txt"
LINE = re.compile(r"\S+ ([0-9a-f]{64})\n")
BATCH = 5000


def note(registrations, now):
    """Queue these registrations for the list, in the transaction that erases them."""
    Erasure.objects.bulk_create([Erasure(key=key(each), at=now) for each in registrations])


def key(registration, secret: str | None = None) -> str:
    """Return the keyed hash of a registration, by the site's key or an earlier one.

    With the moment of registering: a reference of somebody erased may be drawn anew.
    """
    value = f"{registration.reference} {registration.created_at.timestamp():.6f}"
    return salted_hmac("registrations.erasures", value, secret=secret, algorithm="sha256").hexdigest()


def stands(registration, listed: set[str]) -> bool:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any(key(registration, secret) in listed for secret in secrets)


def write_down():
    """Move what waits to the list, in order; return how many. What cannot be written goes on waiting."""
    count = moved = write_some()
    while moved == BATCH:
        moved = write_some()
        count += moved
    return count


@transaction.atomic
def write_some():
    rows = list(Erasure.objects.select_for_update(skip_locked=True)[:BATCH])
    if not rows:
        return 0
    try:
        append([(row.at, row.key) for row in rows])
    except OSError as error:
        logger.error("The list of erasures cannot be written: %s", error.strerror)
        return 0
    return Erasure.objects.filter(pk__in=[row.pk for row in rows]).delete()[0]


def append(lines: list[tuple[datetime, str]]):
    """Add lines to the file and wait until they are on the disk."""
    folder = settings.ERASURES_FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    text = "".join(f"{at.isoformat()} {key}\n" for at, key in lines)
    with open(folder / NAME, "a+b", opener=private) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        # A line cut off by a crash spoils no other.
        size = file.seek(0, os.SEEK_END)
        file.seek(max(size - 1, 0))
        start = b"" if file.read(1) in {b"", b"\n"} else b"\n"
        file.write(start + text.encode())
        file.flush()
        os.fsync(file.fileno())
    if not size:
        sync_folder(folder)


def private(path, flags):
    return os.open(path, flags, 0o600)


def sync_folder(folder):
    """Wait until the name of a new file is on the disk, too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def listed() -> set[str]:
    """Return the hashes in the list; none if there is no list yet. Raises OSError."""
    try:
        with open(settings.ERASURES_FOLDER / NAME) as file:
            return {found[1] for found in map(LINE.fullmatch, file) if found}
    except FileNotFoundError:
        return set()
