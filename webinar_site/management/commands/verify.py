import sys

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from registrations import verify


class Command(BaseCommand):
    help = "Check what must always hold. Changes nothing; prints a sentence for each fault and ends with 1."

    def handle(self, *args, **options):
        try:
            connection.ensure_connection()
        except DatabaseError as error:
            raise CommandError("The database does not answer: start it, or see DATABASE_URL.") from error
        with transaction.atomic():
            with connection.cursor() as cursor:
                # One moment for all rules: people register meanwhile.
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                cursor.execute("SET LOCAL statement_timeout = 0")
            complaints = verify.complaints(timezone.now())
        for sentence in complaints:
            self.stderr.write(sentence)
        if complaints:
            sys.exit(1)
        self.stdout.write(f"All is well: {len(verify.RULES)} rules hold.")
