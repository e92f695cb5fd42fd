"""What an administrator has to put right. Each rule only reads, and says in a sentence what to do.

What must hold of places, mails and journal is asked by registrations/verify.py; this is about the machines.
"""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Min

from events import files
from registrations.models import Heartbeat, Message, RetentionRun
from webinar_site import backup, health

OLDEST_SERVER = 15
CLOCK = timedelta(seconds=5)  # how far two machines may be apart
DAILY = timedelta(hours=26)  # a day, and two hours for what runs longer than yesterday
FREE = 0.05  # of a disk


def complaints(now):
    """Return the sentences of all rules: none if all is well."""
    if found := list(the_database_answers(now)):
        return found
    return [sentence for rule in RULES for sentence in rule(now)]


def the_database_answers(now):
    try:
        connection.ensure_connection()
    except DatabaseError:
        yield "The database does not answer: start it, or see DATABASE_URL. Nothing else could be looked at."
        return
    if (version := connection.pg_version // 10_000) < OLDEST_SERVER:
        yield f"PostgreSQL {version} is too old: move to version {OLDEST_SERVER} or newer."
    executor = MigrationExecutor(connection)
    if lacking := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield f"The database is older than the program ({len(lacking)} migrations): run manage.py migrate."


def the_clocks_agree(now):
    """Leases, reminders and opening times are read from both."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        apart = here() - cursor.fetchone()[0]
    if abs(apart) > CLOCK:
        yield (
            "The clocks of this machine and of the database are "
            f"{abs(apart).total_seconds():.0f} seconds apart: let both follow a time server."
        )


def here():
    return datetime.now(UTC)  # not `now`: connecting may have taken a while


def a_worker_runs(now):
    if not Heartbeat.objects.fresh(now).exists():
        yield "No worker was seen for a minute, and no mail goes out: start manage.py worker."


def mails_go_out(now):
    late = Message.objects.due(now - health.LONGEST_WAIT)
    if count := late.count():
        oldest = late.aggregate(at=Min("due_at"))["at"]
        yield (
            f"Mails are late ({count}, the oldest since {oldest:%Y-%m-%d %H:%M} UTC): "
            "see the log of the worker, and whether the mail server answers."
        )


def no_mail_was_given_up(now):
    if count := Message.objects.failed().filter(failed_at__gt=now - timedelta(days=1)).count():
        where = "Messages on the organisers' pages"
        yield f"Mails were given up in the last 24 hours ({count}): see {where} for why."


def forgetting_runs_daily(now):
    last = RetentionRun.objects.filter(finished_at__isnull=False).first()
    if last and now - last.finished_at > DAILY:
        yield f"Nothing was forgotten since {last.day}: see the log of the worker, or run manage.py forget."


def files_can_be_stored(now):
    if not files.can_be_stored():
        yield f"{default_storage.location} cannot be written to, or it is full: see whose it is, make room."


def disks_have_room(now):
    """Media, var and backups may lie on one disk or on three."""
    folders = [Path(default_storage.location), settings.VAR_FOLDER, settings.BACKUP_FOLDER]
    tight = {}
    for folder in folders:
        there = next(each for each in (folder, *folder.parents) if each.exists())
        usage = shutil.disk_usage(there)
        if usage.free < FREE * usage.total:
            tight.setdefault(there.stat().st_dev, (there, usage.free // 1024**2))
    for folder, megabytes in tight.values():
        yield f"Less than 5 % of the disk of {folder} is free ({megabytes} MB): make room."


def the_backup_is_fresh(now):
    made = [at for path in settings.BACKUP_FOLDER.glob("webinars-*") if (at := backup.moment(path))]
    if not made:
        yield f"There is no backup in {settings.BACKUP_FOLDER}: run manage.py backup each night."
    elif now - max(made) > DAILY:
        yield f"The newest backup in {settings.BACKUP_FOLDER} is of {max(made):%Y-%m-%d %H:%M} UTC: see why."


RULES = [
    the_clocks_agree,
    a_worker_runs,
    mails_go_out,
    no_mail_was_given_up,
    forgetting_runs_daily,
    files_can_be_stored,
    disks_have_room,
    the_backup_is_fresh,
]
