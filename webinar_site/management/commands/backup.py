from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.utils import timezone

from webinar_site import backup, pg_programs


class Command(BaseCommand):
    help = "Write a backup of database and uploaded files, while the site runs."

    def add_arguments(self, parser):
        parser.add_argument(
            "folder", nargs="?", type=Path, default=settings.BACKUP_FOLDER, help="default: BACKUP_FOLDER"
        )

    def handle(self, *args, folder, **options):
        try:
            path = backup.write(folder, timezone.now(), connection)
        except (backup.NotWritten, pg_programs.NoProgram, OSError, DatabaseError) as error:
            raise CommandError(f"No backup was written. {error}") from error
        self.stdout.write(f"{path} is written. It holds personal data: keep it where only you can read it.")
