from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("registrations", "0026_copy_webinars_to_mails")]
    operations = [
        # Among many rows an index takes longer than a statement may elsewhere.
        migrations.RunSQL("SET statement_timeout = 0", "RESET statement_timeout"),
        AddIndexConcurrently(
            "message",
            models.Index(
                fields=["webinar", "-id"],
                include=["kind", "sent_at", "failed_at", "is_skipped", "failure"],
                name="message_by_webinar",
            ),
        ),
        AddIndexConcurrently(
            "registration",
            models.Index(
                fields=["webinar", "-created_at", "-id"],
                include=["status", "country", "group"],
                name="registration_by_webinar_time",
            ),
        ),
        migrations.RunSQL("RESET statement_timeout", "SET statement_timeout = 0"),
    ]
