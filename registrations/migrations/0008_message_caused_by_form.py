from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("registrations", "0007_heartbeat"),
    ]

    operations = [
        migrations.AddField(
            model_name="message",
            name="address_key",
            field=models.CharField(blank=True, default="", editable=False, max_length=32),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=Q(("address_key", ""), _negated=True),
                fields=["address_key", "created_at"],
                name="message_caused_by_form",
            ),
        ),
    ]
