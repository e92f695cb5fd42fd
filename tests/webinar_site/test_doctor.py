"""Whoever runs the site is told in sentences what to do, and the exit code tells a timer."""

import shutil
from collections import namedtuple
from datetime import UTC, date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import ConnectionHandler
from django.utils import timezone

from registrations.models import Heartbeat, Message, RetentionRun
from tests import builders
from webinar_site import backup, doctor

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def well(db, settings, tmp_path):
    """A site that is well, and the moment."""
    now = timezone.now()
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.BACKUP_FOLDER = tmp_path / "backups"
    write_backup(settings.BACKUP_FOLDER, now - timedelta(hours=25))
    Heartbeat.objects.touch("worker", now)
    finished = now - timedelta(hours=25)
    RetentionRun.objects.create(day=finished.date(), started_at=finished, finished_at=finished)
    return now


def write_backup(folder, at):
    shutil.rmtree(folder, ignore_errors=True)
    (folder / at.astimezone(UTC).strftime(backup.NAME)).mkdir(parents=True)


@pytest.mark.usefixtures("well")
def test_a_site_that_is_well_is_told_so():
    said = StringIO()

    call_command("doctor", stdout=said)

    assert said.getvalue() == "All is well.\n"


def no_worker(now, settings, monkeypatch):
    Heartbeat.objects.update(seen_at=now - timedelta(seconds=61))
    return "No worker was seen for a minute, and no mail goes out: start manage.py worker."


def late_mail(now, settings, monkeypatch):
    builders.message(now=now)
    Message.objects.update(due_at="2026-11-01T08:00Z")
    return (
        "Mails are late (1, the oldest since 2026-11-01 08:00 UTC): see the log of the worker, "
        "and whether the mail server answers."
    )


def mail_given_up(now, settings, monkeypatch):
    builders.message(now=now)
    Message.objects.update(failed_at=now - timedelta(hours=23))
    return "Mails were given up in the last 24 hours (1): see Messages on the organisers' pages for why."


def no_forgetting(now, settings, monkeypatch):
    RetentionRun.objects.update(day=date(2026, 3, 1), finished_at=now - timedelta(hours=27))
    return "Nothing was forgotten since 2026-03-01: see the log of the worker, or run manage.py forget."


def closed_folder(now, settings, monkeypatch):
    (settings.MEDIA_ROOT.parent / "a file").touch()
    settings.MEDIA_ROOT = settings.MEDIA_ROOT.parent / "a file"
    return f"{settings.MEDIA_ROOT} cannot be written to, or it is full: see whose it is, make room."


def full_disk(now, settings, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Usage(100 * 1024**3, 0, 4 * 1024**3))
    folder = settings.MEDIA_ROOT.parent
    return f"Less than 5 % of the disk of {folder} is free (4096 MB): make room."


def no_backup(now, settings, monkeypatch):
    settings.BACKUP_FOLDER = settings.BACKUP_FOLDER / "nowhere"
    return f"There is no backup in {settings.BACKUP_FOLDER}: run manage.py backup each night."


def old_backup(now, settings, monkeypatch):
    at = now - timedelta(hours=27)
    write_backup(settings.BACKUP_FOLDER, at)
    (settings.BACKUP_FOLDER / f"{now.strftime(backup.NAME)}{backup.DRAFT}").mkdir()
    return f"The newest backup in {settings.BACKUP_FOLDER} is of {at:%Y-%m-%d %H:%M} UTC: see why."


def slow_clock(now, settings, monkeypatch):
    monkeypatch.setattr(doctor, "here", lambda: timezone.now() - timedelta(seconds=30))
    return (
        "The clocks of this machine and of the database are 30 seconds apart: let both follow a time server."
    )


def no_migration(now, settings, monkeypatch):
    MigrationRecorder.Migration.objects.filter(app="admin", name__startswith="0003").delete()
    return "The database is older than the program (1 migrations): run manage.py migrate."


def old_server(now, settings, monkeypatch):
    monkeypatch.setitem(connection.__dict__, "pg_version", 140012)
    return "PostgreSQL 14 is too old: move to version 15 or newer."


def no_database(now, settings, monkeypatch):
    nowhere = ConnectionHandler({"default": {**connection.settings_dict, "HOST": "/nowhere"}})
    monkeypatch.setattr(doctor, "connection", nowhere["default"])
    return "The database does not answer: start it, or see DATABASE_URL. Nothing else could be looked at."


ILLS = [no_worker, late_mail, mail_given_up, no_forgetting, closed_folder, full_disk, no_backup, old_backup]
ILLS += [slow_clock, no_migration, old_server, no_database]


@pytest.mark.parametrize("ill", ILLS, ids=lambda ill: ill.__name__)
def test_each_ill_is_one_sentence_that_says_what_to_do(ill, well, settings, monkeypatch):
    sentence = ill(well, settings, monkeypatch)
    said = StringIO()

    with pytest.raises(SystemExit, match="1"):
        call_command("doctor", stderr=said)

    assert said.getvalue() == f"{sentence}\n"


def test_a_site_that_is_new_need_not_have_forgotten_anything(well):
    RetentionRun.objects.all().delete()

    assert doctor.complaints(well) == []
