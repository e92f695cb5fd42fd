"""Loads a finished webinar and an open one, to look at and to try."""

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from events.demo import content, loading
from events.models import Webinar
from registrations.models import Admission


class Command(BaseCommand):
    help = "Load the demo: a finished webinar and an example to register for. Run again, it changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("--if-empty", action="store_true", help="only where there is no webinar yet")

    @transaction.atomic
    def handle(self, *args, **options):
        if options["if_empty"] and Webinar.objects.exists():
            return
        made = loading.load(timezone.now())
        if example := made.get(content.OPEN["slug"]):
            Admission.objects.create(webinar=example, capacity=content.OPEN_PLACES)
        self.stdout.write(
            f"Demo: {len(made)} of 2 webinars loaded." if made else "Demo: it is loaded already."
        )
