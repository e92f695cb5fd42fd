from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registrations', '0015_announcements'),
    ]

    operations = [
        migrations.CreateModel(
            name='Erasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='RetentionRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(unique=True, verbose_name='day')),
                ('started_at', models.DateTimeField(verbose_name='started')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='finished')),
                ('registrations', models.PositiveIntegerField(default=0, verbose_name='registrations')),
                ('needs', models.PositiveIntegerField(default=0, verbose_name='access needs')),
                ('enquiries', models.PositiveIntegerField(default=0, verbose_name='enquiries')),
                ('messages', models.PositiveIntegerField(default=0, verbose_name='mails')),
            ],
            options={
                'verbose_name': 'run of forgetting',
                'verbose_name_plural': 'forgetting',
                'ordering': ['-day'],
            },
        ),
    ]
