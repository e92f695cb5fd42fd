from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registrations', '0016_forgetting'),
    ]

    operations = [
        migrations.AddField(
            model_name='message',
            name='failure',
            field=models.CharField(blank=True, choices=[('no_mailbox', 'There is no such mailbox: the address is probably mistyped or closed.'), ('full', 'The mailbox is full.'), ('too_large', 'The mail is too large for the mailbox.'), ('refused', 'The receiving mail server refuses mail from us.'), ('put_off', 'The receiving mail server put us off again and again.'), ('our_side', 'Our own mail server refuses our sender: tell the administrator.'), ('no_answer', 'The mail server did not answer.'), ('not_built', 'The mail could not be made: tell the administrator.'), ('too_late', 'The webinar was over before it could be sent.')], db_default='', default='', max_length=12, verbose_name='why given up'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('failed_at__isnull', False)), fields=['failed_at', 'is_skipped', 'failure'], name='message_given_up'),
        ),
    ]
