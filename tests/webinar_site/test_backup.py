"""C27: what was backed up is what comes back; written whole or not at all, by the right programs."""

import fcntl
import json
import os
import re
import stat
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from registrations.models import Registration
from tests import builders
from tests.concurrency.threads import at_once
from tests.webinar_site import backups
from webinar_site import backup, pg_programs, restore

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
NOW = datetime(2026, 11, 22, 3, 4, 5, tzinfo=UTC)
IS_LONG = os.environ.get("TEST_LONG") == "1"


@pytest.fixture
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    return settings.MEDIA_ROOT


@pytest.mark.usefixtures("files")
def test_a_backup_that_is_put_back_is_the_same_to_the_last_row_and_octet(tmp_path):
    """C27: the drill; people register while the backup is written."""
    people, documents = (10_000, 200) if IS_LONG else (20, 5)
    webinar = backups.fill(people, documents)
    before, stored = backups.content(connection), backups.stored_files()

    path = backup.write(tmp_path / "backups", NOW, connection)
    builders.registration(webinar)
    backups.lose_all_files()

    with backups.empty_database() as database:
        restore.put_back(path, restore.read(path, database), database)
        assert backups.content(database) == before
        # And once more over what is there, where a row has been lost.
        with database.cursor() as cursor:
            cursor.execute("DELETE FROM registrations_journalentry")
        restore.put_back(path, restore.read(path, database), database)
        assert backups.content(database) == before
    assert backups.stored_files() == stored
    assert webinar.registrations.count() == people + 1


@pytest.mark.usefixtures("files")
def test_a_backup_is_of_one_moment_while_people_register(tmp_path):
    """C27: each registration is in it with its journal and its mail, or not at all."""
    webinar = builders.webinar()

    def register_or_write(n):
        if n == 0:
            return backup.write(tmp_path, NOW, connection)
        return [builders.registration(webinar) for _ in range(10)]

    path, *_ = at_once(register_or_write, range(4))

    rows = json.loads((path / "manifest.json").read_text())["rows"]
    assert rows["registrations_registration"] == rows["registrations_journalentry"]
    assert rows["registrations_registration"] == rows["registrations_message"]
    with backups.empty_database() as database:
        restore.put_back(path, restore.read(path, database), database)
    assert Registration.objects.count() == 30


@pytest.mark.usefixtures("files")
def test_a_backup_has_its_moment_for_a_name_and_is_its_owners_alone(tmp_path):
    backups.fill(2, 1)
    folder = tmp_path / "backups"

    path = backup.write(folder, NOW, connection)

    assert path == folder / "webinars-20261122T030405Z"
    assert sorted(each.name for each in folder.iterdir()) == [".lock", path.name]
    assert sorted(each.name for each in path.iterdir()) == ["database.dump", "files", "manifest.json"]
    closed = [stat.S_IMODE(each.stat().st_mode) for each in (folder, path, path / "database.dump")]
    assert closed == [0o700, 0o700, 0o600]


@pytest.mark.usefixtures("files")
def test_sessions_do_not_come_back(client, tmp_path):
    client.force_login(builders.user(), backend="allauth.account.auth_backends.AuthenticationBackend")
    path = backup.write(tmp_path, NOW, connection)

    with backups.empty_database() as database:
        restore.put_back(path, restore.read(path, database), database)
        with database.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM django_session")
            assert cursor.fetchone() == (0,)


@pytest.mark.usefixtures("files")
def test_what_a_killed_backup_left_is_removed_by_the_next(tmp_path):
    left = tmp_path / f"webinars-20261101T000000Z{backup.DRAFT}"
    left.mkdir()
    (left / "database.dump").write_bytes(b"half")

    path = backup.write(tmp_path, NOW, connection)

    assert sorted(each.name for each in tmp_path.glob("webinars-*")) == [path.name]


def test_what_is_kept_for_a_form_that_was_refused_is_not_backed_up(files, tmp_path):
    for name in ("documents/a.pdf", "kept/b"):
        default_storage.save(name, ContentFile(b"%PDF-"))

    assert list(backup.copy_files(tmp_path / "copy")) == ["documents/a.pdf"]


@pytest.mark.usefixtures("files")
def test_two_backups_at_once_are_refused(tmp_path):
    with (tmp_path / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)

        with pytest.raises(backup.NotWritten, match="Another backup is being written"):
            backup.write(tmp_path, NOW, connection)


def test_a_backup_among_the_uploaded_files_is_refused(files):
    with pytest.raises(backup.NotWritten, match="lies in the folder of uploaded files"):
        backup.write(files / "backups", NOW, connection)

    assert list(files.iterdir()) == []


@pytest.mark.usefixtures("files")
def test_a_backup_that_fails_leaves_nothing_and_says_so(tmp_path, monkeypatch):
    backups.fill(1, 1)
    monkeypatch.setenv("PG_BINDIR", "/nowhere")
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(pg_programs, "DEBIANS", tmp_path)

    with pytest.raises(CommandError, match=r"^No backup was written\. pg_dump must be of PostgreSQL "):
        call_command("backup", tmp_path / "backups")

    assert [each.name for each in (tmp_path / "backups").iterdir()] == [".lock"]


@pytest.mark.usefixtures("files")
def test_the_command_names_what_it_wrote(tmp_path):
    said = StringIO()

    call_command("backup", tmp_path, stdout=said)

    assert re.search(r"/webinars-\w+ is written\. It holds personal data", said.getvalue())


def program(folder, version):
    folder.mkdir()
    (folder / "pg_dump").write_text(f"#!/bin/sh\necho 'pg_dump (PostgreSQL) {version}'\n")
    (folder / "pg_dump").chmod(0o755)
    return folder / "pg_dump"


@pytest.fixture
def programs(tmp_path, monkeypatch):
    """Of PostgreSQL 15 and 19, and one that does not run; nothing else."""
    monkeypatch.setenv("PG_BINDIR", "/nowhere")
    monkeypatch.setattr(pg_programs, "DEBIANS", tmp_path)
    paths = [program(tmp_path / "a", "15.9 (Debian 15.9-1)"), program(tmp_path / "b", "19.1")]
    (tmp_path / "c").mkdir()
    (tmp_path / "c/pg_dump").write_text("no program")
    monkeypatch.setenv("PATH", ":".join(str(tmp_path / name) for name in "cab"))
    return paths


@pytest.mark.parametrize(("server", "taken"), [(15, 0), (16, 1), (19, 1)])
def test_the_program_is_of_the_servers_version_else_of_the_next_newer(programs, server, taken):
    assert pg_programs.found("pg_dump", server) == programs[taken]


def test_an_older_program_is_refused_with_the_one_to_install(programs):
    """C27"""
    with pytest.raises(pg_programs.NoProgram) as refused:
        pg_programs.found("pg_dump", 20)

    assert str(refused.value) == (
        "pg_dump must be of PostgreSQL 20 or newer, like the server; found: "
        f"15 ({programs[0]}), 19 ({programs[1]}). Install it (on Debian: postgresql-client-20)."
    )


def test_a_password_is_in_the_environment_of_the_program_alone(settings):
    database = backups.ConnectionHandler(
        {"default": {**connection.settings_dict, "PASSWORD": "canary", "OPTIONS": {"sslmode": "require"}}}
    )["default"]

    variables = pg_programs.environment(database)

    assert (variables["PGPASSWORD"], variables["PGSSLMODE"]) == ("canary", "require")
    assert settings.SECRET_KEY not in variables.values()
