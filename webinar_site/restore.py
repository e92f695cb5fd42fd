"""Puts a backup back. All is checked before anything is touched; the database changes in one transaction.

Files come first and only add to the folder: those that no row tells of are tidied away after a day.
"""

import json
import re
import shutil
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path, PurePosixPath

from django.core.files.storage import default_storage
from django.db.migrations.loader import MigrationLoader

from webinar_site import backup, pg_programs

TYPED = ["events_user", "events_series", "events_webinar", "events_speaker", "registrations_registration"]
TYPED += ["registrations_enquiry"]  # tables that hold rows only where people have worked


class Refused(Exception):
    """The backup is not put back, and nothing was changed; the message says why and what to do."""


def read(folder: Path, database) -> dict:
    """Return the manifest of a backup that is whole, ours, of this release and for this server.

    Raises Refused, pg_programs.NoProgram.
    """
    manifest = read_manifest(folder)
    check_file(folder / "database.dump", manifest["database"])
    for name, expected in manifest["files"].items():
        check_file(folder / "files" / name, expected)
    check_release(manifest)
    if manifest["postgres"] > pg_programs.server_version(database):
        raise Refused(
            f"The backup is of PostgreSQL {manifest['postgres']} and the server is older: renew the server."
        )
    command = [*pg_programs.command("pg_restore", database)[:1], "--list", folder / "database.dump"]
    listed = subprocess.run(command, env=pg_programs.environment(database), capture_output=True, text=True)
    if listed.returncode:
        raise Refused(f"The dump of the database cannot be read: {listed.stderr.strip()}")
    return manifest


def read_manifest(folder):
    try:
        manifest = json.loads((folder / "manifest.json").read_bytes())
    except OSError as error:
        raise Refused(f"{folder} is no backup: name a folder with a manifest.json in it.") from error
    except ValueError as error:
        raise Refused(f"{folder}/manifest.json is damaged: take another backup.") from error
    if not isinstance(manifest, dict) or manifest.get("backup_of") != "webinar_site":
        raise Refused(f"{folder} is the backup of something else.")
    if manifest.get("format") != backup.FORMAT:
        raise Refused(f"{folder} is a backup of another form: restore it with the release that wrote it.")
    if not is_sound(manifest):
        raise Refused(f"{folder}/manifest.json is damaged: take another backup.")
    return manifest


def is_sound(manifest):
    """Return whether each part of the manifest has its shape, and no name leads out of the folder."""
    try:
        files = [manifest["database"], *manifest["files"].values()]
        return (
            all(re.fullmatch(r"[0-9a-f]{64}", each["sha256"]) and each["size"] >= 0 for each in files)
            and all(is_inside(name) for name in manifest["files"])
            and all(re.fullmatch(r"\w+", table) and count >= 0 for table, count in manifest["rows"].items())
            and all(re.fullmatch(r"\w+\.\w+", name) for name in manifest["migrations"])
            and re.fullmatch(r"\w+", manifest["schema"]) is not None
            and manifest["postgres"] > 0
            and isinstance(manifest["version"], str)
        )
    except (KeyError, TypeError, AttributeError):
        return False


def is_inside(name):
    path = PurePosixPath(name)
    return name == str(path) and not path.is_absolute() and ".." not in path.parts


def check_file(path, expected):
    try:
        found = backup.fingerprint(path)
    except OSError as error:
        raise Refused(f"{path} is missing from the backup: take another one.") from error
    if found != expected:
        raise Refused(
            f"{path} is damaged ({found['size']} of {expected['size']} octets): take another backup."
        )


def check_release(manifest):
    """Refuse a database of another release: its rows would not fit this program."""
    ours = {".".join(key) for key in MigrationLoader(None).disk_migrations}
    theirs = set(manifest["migrations"])
    if newer := sorted(theirs - ours):
        raise Refused(
            f"The backup is of a newer release ({manifest['version']}, with {newer[-1]}): "
            "install that one first."
        )
    if lacking := sorted(ours - theirs):
        raise Refused(
            f"The backup is of an older release ({manifest['version']}, without {lacking[0]}): "
            "install that one, restore there, then upgrade."
        )


def what_is_there(database) -> str:
    """Return what a restore would replace, in words; "" if nobody has worked with this database."""
    with database.cursor() as cursor:
        there = set(database.introspection.table_names(cursor))
        counts = []
        for table in [table for table in TYPED if table in there]:
            cursor.execute(f"SELECT count(*) FROM {database.ops.quote_name(table)}")
            if count := cursor.fetchone()[0]:
                counts.append(f"{table} {count}")
    return ", ".join(counts)


def put_back(folder: Path, manifest: dict, database) -> None:
    """Put back what `read` has checked. Raises Refused; then the database is as it was."""
    refuse_if_in_use(database)
    root = Path(default_storage.location)
    for name, expected in manifest["files"].items():
        if not (root / name).is_file() or backup.fingerprint(root / name) != expected:
            backup.copied(folder / "files" / name, root / name)
    load(folder / "database.dump", manifest, database)


def refuse_if_in_use(database):
    with database.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND usename = current_user AND pid <> pg_backend_pid()"
        )
        if others := cursor.fetchone()[0]:
            raise Refused(
                f"The database is in use ({others} connections): stop web servers and workers first."
            )


def load(dump, manifest, database):
    """Replace the tables by those of the dump; committed only if the rows are as many as were backed up."""
    with database.cursor() as cursor:
        old = [database.ops.quote_name(table) for table in database.introspection.table_names(cursor)]
    database.close()  # an idle session must not be in the way
    env = pg_programs.environment(database)
    source = [*pg_programs.command("pg_restore", database)[:1], "--no-owner", "--no-privileges"]
    source += [f"--schema={manifest['schema']}", "--file=-", dump]
    target = [*pg_programs.command("psql", database), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1"]
    start = f"BEGIN; SET lock_timeout = '5s'; {drops(old)}\n"
    with tempfile.TemporaryFile("w+") as errors:
        output = {"stdout": subprocess.DEVNULL, "stderr": errors, "env": env}
        with (
            subprocess.Popen(source, **{**output, "stdout": subprocess.PIPE}) as script,
            subprocess.Popen(target, stdin=subprocess.PIPE, **output) as psql,
            suppress(BrokenPipeError),  # of psql, which says why
        ):
            psql.stdin.write(start.encode())
            shutil.copyfileobj(script.stdout, psql.stdin)
            # Without its end the server takes all of it back.
            if script.wait() == 0:
                psql.stdin.write(f"{counts(manifest)}\nCOMMIT;\n".encode())
        if script.returncode or psql.returncode:
            errors.seek(0)
            raise Refused(f"The database was left as it was: {errors.read().strip()}")


def drops(tables):
    return f"DROP TABLE {', '.join(tables)} CASCADE;" if tables else ""


def counts(manifest):
    """Return the statement that fails unless each table has as many rows as the manifest says."""
    tests = " ".join(
        f'IF (SELECT count(*) FROM "{manifest["schema"]}"."{table}") <> {count:d} '
        f"THEN RAISE EXCEPTION 'There are other rows than % in %', {count:d}, '{table}'; END IF;"
        for table, count in manifest["rows"].items()
    )
    return f"DO $$ BEGIN {tests} END $$;"
