from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

from registrations import erasure_list
from webinar_site import pg_programs, restore


class Command(BaseCommand):
    help = "Put a backup back, in one transaction. Stop web servers and workers before."
    requires_system_checks = []  # they may ask a database that is empty

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="one backup, as `manage.py backup` named it")
        parser.add_argument("--yes", action="store_true", help="replace what is there")

    def handle(self, *args, folder, yes, **options):
        try:
            manifest = restore.read(folder, connection)
            there = restore.what_is_there(connection)
            if there and not yes:
                raise CommandError(f"The database holds rows ({there}). To replace all of it, add --yes.")
            if there:
                erasure_list.write_down()
            restore.put_back(folder, manifest, connection)
        except (restore.Refused, pg_programs.NoProgram, OSError, DatabaseError) as error:
            raise CommandError(f"Nothing was restored. {error}") from error
        rows, files = sum(manifest["rows"].values()), len(manifest["files"])
        self.stdout.write(f"Restored as of {manifest['made_at']}: {rows} rows, {files} files.")
        call_command("forget", replay=True)
        self.stdout.write("Now run manage.py verify, then start web servers and workers.")
