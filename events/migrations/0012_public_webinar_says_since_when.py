from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0011_copy_publishing_times")]
    operations = [
        migrations.AddConstraint(
            "webinar",
            models.CheckConstraint(
                condition=models.Q(("status", "draft"), ("published_at__isnull", False), _connector="OR"),
                name="public_webinar_says_since_when",
                violation_error_message="Publish the webinar, so that the day is noted.",
            ),
        ),
    ]
