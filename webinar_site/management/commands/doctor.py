import sys

from django.core.management.base import BaseCommand
from django.utils import timezone

from webinar_site import doctor


class Command(BaseCommand):
    help = "Look at what keeps the site going. Changes nothing; says what to do, else ends with 0."
    requires_system_checks = []  # they may fail for what this is about to explain

    def handle(self, *args, **options):
        complaints = doctor.complaints(timezone.now())
        for sentence in complaints:
            self.stderr.write(sentence)
        if complaints:
            sys.exit(1)
        self.stdout.write("All is well.")
