from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("registrations", "0006_urgency_of_messages"),
    ]

    operations = [
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                ("name", models.CharField(max_length=12, primary_key=True, serialize=False)),
                ("seen_at", models.DateTimeField()),
            ],
        ),
    ]
