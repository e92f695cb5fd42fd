from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("registrations", "0005_bucket"),
    ]

    operations = [
        migrations.AddField(
            model_name="message",
            name="priority",
            field=models.PositiveSmallIntegerField(
                choices=[(0, "urgent"), (1, "usual"), (2, "later")],
                default=1,
                editable=False,
                verbose_name="priority",
            ),
        ),
        migrations.AddField(
            model_name="message",
            name="resent_at",
            field=models.DateTimeField(null=True, verbose_name="sent again by an organiser"),
        ),
        migrations.RemoveIndex(
            model_name="message",
            name="message_still_to_send",
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("failed_at", None), ("sent_at", None)),
                fields=["priority", "due_at", "id"],
                name="message_to_send_by_urgency",
            ),
        ),
    ]
