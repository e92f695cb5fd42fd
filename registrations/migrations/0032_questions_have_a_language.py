"""The default of 0023, for databases that ran it while it had none."""

from django.db import migrations

SQL = "ALTER TABLE registrations_enquiry ALTER COLUMN language SET DEFAULT 'en'"


class Migration(migrations.Migration):
    dependencies = [("registrations", "0031_note_who_arranged_access")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
