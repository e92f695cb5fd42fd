from django.db import migrations

from events import trail

NAMES = [
    "Appearance",
    "Document",
    "Organisation",
    "Organiser",
    "Page",
    "Series",
    "Session",
    "Site",
    "Sitting",
    "Speaker",
    "SpeakerLink",
    "Takeaway",
    "Webinar",
]


class Migration(migrations.Migration):
    dependencies = [("events", "0008_trail_of_the_programme")]
    operations = [migrations.RunPython(trail.start("events", *NAMES), migrations.RunPython.noop)]
