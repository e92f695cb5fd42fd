"""Whoever waits because an organiser added them is not asked for approval when they move up."""

from django.db import migrations
from django.db.models import Exists, OuterRef


def vouch(apps, schema_editor):
    Registration = apps.get_model("registrations", "Registration")
    JournalEntry = apps.get_model("registrations", "JournalEntry")
    by_hand = JournalEntry.objects.filter(registration=OuterRef("pk"), deed="waitlisted", by__isnull=False)
    Registration.objects.filter(Exists(by_hand), status="waitlisted").update(is_vouched_for=True)


class Migration(migrations.Migration):
    dependencies = [("registrations", "0028_say_who_is_vouched_for")]
    operations = [migrations.RunPython(vouch, migrations.RunPython.noop)]
