"""C28: a backup that is damaged, foreign or of another release is refused before anything is touched."""

import json
import shutil
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from registrations import erasure
from registrations.models import Registration
from tests import builders
from tests.webinar_site import backups
from webinar_site import backup, restore

committed = pytest.mark.django_db(transaction=True, serialized_rollback=True)
NOW = datetime(2026, 11, 22, 3, 4, 5, tzinfo=UTC)


@pytest.fixture
def path(settings, tmp_path):
    """A backup of a small site, whose rows and files are still there."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    backups.fill(2, 2)
    return backup.write(tmp_path / "backups", NOW, connection)


@pytest.fixture(scope="module")
def original(django_db_setup, django_db_blocker, tmp_path_factory):
    """A backup of an empty site with two files."""
    folder = tmp_path_factory.mktemp("backup")
    (folder / "media/documents").mkdir(parents=True)
    for n in range(2):
        (folder / f"media/documents/{n}.bin").write_bytes(f"Slides {n}".encode() * 1000)
    with override_settings(MEDIA_ROOT=folder / "media"), django_db_blocker.unblock():
        yield backup.write(folder / "backups", NOW, connection)


def cut(name, size):
    def spoil(path):
        file = path / name
        file.write_bytes(file.read_bytes()[:size])

    return spoil


def flip(name):
    def spoil(path):
        content = bytearray((path / name).read_bytes())
        content[len(content) // 2] ^= 1
        (path / name).write_bytes(content)

    return spoil


def lose(name):
    return lambda path: (path / name).unlink()


def say(**facts):
    def spoil(path):
        manifest = json.loads((path / "manifest.json").read_text())
        (path / "manifest.json").write_text(json.dumps(manifest | facts))

    return spoil


def migrations(change):
    def spoil(path):
        known = json.loads((path / "manifest.json").read_text())["migrations"]
        say(migrations=change(known))(path)

    return spoil


def dump_of_another_program(path):
    (path / "database.dump").write_bytes(b"PGDMP nothing that can be read")
    say(database=backup.fingerprint(path / "database.dump"))(path)


SPOILT = {
    "empty folder": (
        lambda path: [lose(name)(path) for name in ("manifest.json", "database.dump")],
        "is no backup",
    ),
    "empty dump": (cut("database.dump", 0), r"damaged \(0 of \d+ octets\)"),
    "truncated dump": (cut("database.dump", 5000), r"damaged \(5000 of \d+ octets\)"),
    "corrupt dump": (flip("database.dump"), r"damaged \(\d+ of \d+ octets\)"),
    "no dump": (lose("database.dump"), "is missing from the backup"),
    "dump that cannot be read": (dump_of_another_program, "cannot be read"),
    "truncated file": (cut("files/documents/0.bin", 7), r"damaged \(7 of 8000 octets\)"),
    "corrupt file": (flip("files/documents/1.bin"), r"damaged \(8000 of 8000 octets\)"),
    "missing file": (lose("files/documents/0.bin"), "is missing from the backup"),
    "empty manifest": (cut("manifest.json", 0), "is damaged"),
    "truncated manifest": (cut("manifest.json", 200), "is damaged"),
    "manifest without rows": (say(rows=None), "is damaged"),
    "file that leads out": (say(files={"../x": {"size": 0, "sha256": "0" * 64}}), "is damaged"),
    "table that is none": (say(rows={'x"; DROP': 1}), "is damaged"),
    "of another site": (say(backup_of="another"), "is the backup of something else"),
    "no object": (lambda path: (path / "manifest.json").write_text("[]"), "is the backup of something else"),
    "of another form": (say(format=2), "restore it with the release that wrote it"),
    "of a newer server": (say(postgres=99), "is of PostgreSQL 99 and the server is older"),
    "of a newer release": (
        migrations(lambda known: [*known, "registrations.9999_more"]),
        r"of a newer release \(.*, with registrations\.9999_more\): install that one first",
    ),
    "of an older release": (
        migrations(lambda known: known[:-1]),
        r"of an older release \(.*, without .*\): install that one, restore there",
    ),
}


@pytest.mark.parametrize(("spoil", "sentence"), SPOILT.values(), ids=SPOILT)
def test_a_bad_backup_is_refused_before_anything_is_touched(
    original, spoil, sentence, tmp_path, settings, db
):
    """C28"""
    settings.MEDIA_ROOT = tmp_path / "media"
    path = shutil.copytree(original, tmp_path / "backup")
    spoil(path)
    before = backups.content(connection)

    with pytest.raises(CommandError, match=rf"(?s)^Nothing was restored\. .*{sentence}"):
        call_command("restore", path, "--yes")

    assert backups.content(connection) == before
    assert not settings.MEDIA_ROOT.exists()


@committed
def test_what_is_there_is_replaced_only_when_told_so(path):
    before = backups.content(connection)

    with pytest.raises(CommandError, match=r"events_webinar 1.*To replace all of it, add --yes"):
        call_command("restore", path)

    assert backups.content(connection) == before


@committed
def test_a_database_in_use_is_left_alone(path):
    with backups.empty_database() as database:
        manifest = restore.read(path, database)
        another = backups.ConnectionHandler({"default": database.settings_dict})["default"]
        another.ensure_connection()

        with pytest.raises(restore.Refused, match=r"in use \(1 connections\): stop web servers"):
            restore.put_back(path, manifest, database)

        another.close()


@committed
def test_other_numbers_of_rows_than_backed_up_change_nothing(path):
    manifest = json.loads((path / "manifest.json").read_text())
    manifest["rows"]["registrations_registration"] += 1

    with backups.empty_database() as database:
        with database.cursor() as cursor:
            cursor.execute("CREATE TABLE kept AS SELECT 42 AS answer")
        with pytest.raises(restore.Refused, match=r"as it was: .*other rows than 3 in "):
            restore.load(path / "database.dump", manifest, database)
        with database.cursor() as cursor:
            cursor.execute("SELECT answer FROM kept")
            assert cursor.fetchone() == (42,)
            assert database.introspection.table_names(cursor) == ["kept"]


@committed
def test_a_dump_that_breaks_off_changes_nothing(path):
    manifest = json.loads((path / "manifest.json").read_text())
    cut("database.dump", (path / "database.dump").stat().st_size - 2000)(path)

    with backups.empty_database() as database:
        with pytest.raises(restore.Refused, match="The database was left as it was: "):
            restore.load(path / "database.dump", manifest, database)
        with database.cursor() as cursor:
            assert database.introspection.table_names(cursor) == []


@committed
def test_whoever_was_erased_since_the_backup_is_erased_again(path, settings, tmp_path):
    """C27: the list of erasures lies outside the database."""
    settings.ERASURES_FOLDER = tmp_path / "erasures"
    registration = Registration.objects.order_by("pk").first()
    erasure.erase(registration, timezone.now())
    builders.registration(registration.webinar)

    call_command("restore", path, "--yes")

    assert [each.name for each in Registration.objects.order_by("pk")] == ["", "Ada Éxample 1"]
