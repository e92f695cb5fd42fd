from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("registrations", "0004_the_whole_form"),
    ]

    operations = [
        migrations.CreateModel(
            name="Bucket",
            fields=[
                ("name", models.CharField(max_length=100, primary_key=True, serialize=False)),
                ("tokens", models.FloatField()),
                ("at", models.DateTimeField(db_index=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("tokens__gte", 0)), name="bucket_is_never_overdrawn"
                    )
                ],
            },
        ),
        # Taking a token waits for no disk; after a crash of the server every bucket is full.
        migrations.RunSQL(
            "ALTER TABLE registrations_bucket SET UNLOGGED", "ALTER TABLE registrations_bucket SET LOGGED"
        ),
    ]
