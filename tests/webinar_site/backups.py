"""A second database beside that of the test, into which a backup may be put back."""

import shutil
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.db.utils import ConnectionHandler
from django.utils import timezone

from tests import builders
from webinar_site import backup


@contextmanager
def empty_database():
    """Give a connection to a new database on the same server; it is dropped at the end."""
    name = f"{connection.settings_dict['NAME']}_restored"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    database = ConnectionHandler({"default": {**connection.settings_dict, "NAME": name}})["default"]
    try:
        yield database
    finally:
        database.close()
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name}")


def fill(registrations, files):
    """Make a webinar with so many people and documents."""
    webinar = builders.admission(webinar=builders.coming_webinar(), capacity=registrations // 2).webinar
    for n in range(registrations):
        builders.registration(webinar, timezone.now(), name=f"Ada Éxample {n}")
    for n in range(files):
        name = default_storage.save(f"documents/{n}.bin", ContentFile(f"Slides {n}".encode() * 1000))
        builders.document(webinar, file=name)
    return webinar


def content(database):
    """Return a hash of the rows of each table that a backup holds."""
    with database.cursor() as cursor:
        tables = backup.counted(cursor, database)
        return {table: (count, hashed(cursor, table)) for table, count in tables.items()}


def hashed(cursor, table):
    cursor.execute(f'SELECT md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM "{table}" t')
    return cursor.fetchone()[0]


def stored_files():
    """Return size and hash of each file in the folder of uploaded files."""
    root = Path(default_storage.location)
    paths = [path for path in root.rglob("*") if path.is_file()]
    return {path.relative_to(root).as_posix(): backup.fingerprint(path) for path in paths}


def lose_all_files():
    for path in Path(default_storage.location).iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def tomorrow():
    return timezone.now() + timedelta(days=1)
