"""Forgetting by hand: to look what comes, not to wait for the worker, and after a restore."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from registrations import erasure, retention


class Command(BaseCommand):
    help = "Erase what is past its date, as the worker does each day."

    def add_arguments(self, parser):
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--dry-run", action="store_true", help="only say what would be erased, and when")
        what.add_argument(
            "--replay", action="store_true", help="after a restore: erase again whoever had been erased"
        )

    def handle(self, *args, dry_run, replay, **options):
        now = timezone.now()
        if dry_run:
            self.say_what_is_due(now)
        elif replay:
            self.stdout.write(f"{erasure.replay(now)} registrations erased again.")
        else:
            self.forget(now)

    def say_what_is_due(self, now):
        for name, rows in retention.due(now).items():
            self.stdout.write(f"due today: {rows.count()} {name}")
        for day, webinar, people in retention.coming():
            self.stdout.write(f"{day}: {people} registrations of webinar {webinar.pk}, {webinar}")

    def forget(self, now):
        run = retention.forget(now)
        while run and run.finished_at is None:
            run = retention.forget(now)
        if run is None:
            self.stdout.write("A worker is at it.")
            return
        counts = ", ".join(f"{getattr(run, name)} {name}" for name in retention.ERASE)
        self.stdout.write(f"Forgotten today: {counts}.")
