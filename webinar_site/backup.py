"""Writes a backup: the database as of one moment, every file, and a manifest that proves both whole.

It gets its name when all of it is on the disk: what has the name of a backup is one.
"""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import tomllib
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.db import BaseDatabaseCache
from django.core.files.storage import default_storage

from events.files import KEPT_FOLDER
from webinar_site import pg_programs

FORMAT = 1
NAME = "webinars-%Y%m%dT%H%M%SZ"
DRAFT = ".unfinished"


class NotWritten(Exception):
    """There is no backup; the message says what to do."""


def write(folder: Path, now: datetime, database) -> Path:
    """Write a backup below `folder` and return its path.

    Raises NotWritten, pg_programs.NoProgram, OSError, DatabaseError; then nothing is left behind.
    """
    if folder.resolve().is_relative_to(Path(default_storage.location).resolve()):
        raise NotWritten(f"{folder} lies in the folder of uploaded files: choose one elsewhere.")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / now.astimezone(UTC).strftime(NAME)
    draft = path.with_name(path.name + DRAFT)
    with alone(folder):
        if path.exists():
            raise NotWritten(f"{path} is there already: try again in a second.")
        try:
            draft.mkdir(mode=0o700)
            about = dump(draft / "database.dump", database)
            # The files later: the worker leaves those that are used no more for a day.
            files = copy_files(draft / "files")
            manifest = {**about, "made_at": now.isoformat(), "files": files}
            (draft / "manifest.json").write_text(json.dumps(manifest, indent=1, ensure_ascii=False))
            (draft / "manifest.json").chmod(0o600)
            os.sync()
            draft.rename(path)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    return path


@contextmanager
def alone(folder):
    """Keep a second backup out, and remove what one that was killed has left."""
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise NotWritten(f"Another backup is being written to {folder}: wait for it.") from error
        for left in folder.glob(f"webinars-*{DRAFT}"):
            shutil.rmtree(left)
        yield


def dump(path, database):
    """Dump the database; return what the manifest says of it, counted in the same snapshot."""
    with database.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            cursor.execute("SELECT pg_export_snapshot(), current_schema()")
            snapshot, schema = cursor.fetchone()
            call_pg_dump(path, snapshot, database)
            return {
                "backup_of": "webinar_site",
                "format": FORMAT,
                "version": version(),
                "postgres": pg_programs.server_version(database),
                "schema": schema,
                "migrations": applied_migrations(cursor),
                "rows": counted(cursor, database),
                "database": fingerprint(path),
            }
        finally:
            cursor.execute("ROLLBACK")


def call_pg_dump(path, snapshot, database):
    command = [*pg_programs.command("pg_dump", database), "--format=custom", "--no-owner", "--no-privileges"]
    command += [f"--snapshot={snapshot}", f"--file={path}", "--lock-wait-timeout=30s"]
    command += [f"--exclude-table-data={table}" for table in passing_tables()]
    done = subprocess.run(command, env=pg_programs.environment(database), capture_output=True, text=True)
    if done.returncode:
        raise NotWritten(f"pg_dump failed: {done.stderr.strip()}")
    path.chmod(0o600)


def passing_tables() -> list[str]:
    """Return the tables whose rows are not kept: who was signed in stays signed out after a restore."""
    cached = [cache._table for cache in caches.all() if isinstance(cache, BaseDatabaseCache)]
    return ["django_session", "usersessions_usersession", "registrations_bucket", *cached]


def applied_migrations(cursor) -> list[str]:
    cursor.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1")
    return [name for (name,) in cursor.fetchall()]


def counted(cursor, database) -> dict[str, int]:
    """Return the number of rows of each table that the dump holds."""
    rows = {}
    for table in sorted(set(database.introspection.table_names(cursor)) - set(passing_tables())):
        cursor.execute(f"SELECT count(*) FROM {database.ops.quote_name(table)}")
        rows[table] = cursor.fetchone()[0]
    return rows


def copy_files(target) -> dict[str, dict]:
    """Copy the uploaded files; return size and hash of each by its name."""
    root, found = Path(default_storage.location), {}
    for path in sorted(path for path in root.rglob("*") if path.is_file() and not path.is_symlink()):
        name = path.relative_to(root).as_posix()
        if name.startswith(KEPT_FOLDER):
            continue  # as it was sent, with what a camera notes, and wanted for a day at most
        with suppress(FileNotFoundError):  # used no more, and tidied away meanwhile
            found[name] = copied(path, target / name)
    return found


def copied(source, target) -> dict:
    """Copy a file so that it is there whole or not at all; return its size and hash."""
    with source.open("rb") as original:
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_name(f".{target.name}{DRAFT}")
        try:
            with draft.open("wb") as copy:
                shutil.copyfileobj(original, copy, 1024 * 1024)
            draft.chmod(settings.FILE_UPLOAD_PERMISSIONS)
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)
    return fingerprint(target)


def fingerprint(path) -> dict:
    """Return the size of a file in octets and its SHA-256."""
    with path.open("rb") as file:
        return {"size": path.stat().st_size, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}


def moment(path) -> datetime | None:
    """Return when a backup was written, by its name; None if it has not the name of one."""
    with suppress(ValueError):
        return datetime.strptime(path.name, NAME).replace(tzinfo=UTC)


def version() -> str:
    return tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]["version"]
