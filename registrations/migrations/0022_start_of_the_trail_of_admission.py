from django.db import migrations

from events import trail


class Migration(migrations.Migration):
    dependencies = [("registrations", "0021_trail_of_admission")]
    operations = [
        migrations.RunPython(trail.start("registrations", "Admission", "Question"), migrations.RunPython.noop)
    ]
