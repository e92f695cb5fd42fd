from django.db import migrations, models

import registrations.models.registration


class Migration(migrations.Migration):
    dependencies = [("registrations", "0022_start_of_the_trail_of_admission")]
    operations = [
        migrations.AddField(
            model_name="enquiry",
            name="language",
            field=models.CharField(
                default="en",
                db_default="en",  # a web server of the release before stores questions without it
                editable=False,
                max_length=10,
                validators=[registrations.models.registration.validate_language],
                verbose_name="language",
            ),
        )
    ]
