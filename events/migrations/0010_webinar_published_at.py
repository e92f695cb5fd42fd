from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0009_start_of_the_trail")]
    operations = [
        migrations.AddField("webinar", "published_at", models.DateTimeField(editable=False, null=True)),
    ]
