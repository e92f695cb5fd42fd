from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registrations', '0027_list_mails_and_people_by_webinar'),
    ]

    operations = [
        migrations.AddField(
            model_name='registration',
            name='is_vouched_for',
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.AlterField(
            model_name='journalentry',
            name='deed',
            field=models.CharField(choices=[('held', 'asked for a place; the address is to be confirmed'), ('requested', 'asked for a place; to be approved'), ('registered', 'got a place'), ('waitlisted', 'joined the waitlist'), ('promoted', 'got a place from the waitlist'), ('moved_up', 'moved up from the waitlist; to be approved'), ('changed', 'changed their details'), ('cancelled', 'cancelled'), ('erased', 'had their data erased'), ('expired', 'did not confirm the address in time'), ('declined', 'was declined'), ('relinked', 'got a new personal link; the earlier ones no longer work'), ('unsubscribed', 'stopped the reminders')], max_length=12, verbose_name='what'),
        ),
    ]
