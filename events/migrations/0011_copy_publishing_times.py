"""Nobody has noted when the public webinars were published: their last change is the best that is known."""

from django.db import migrations
from django.db.models import F


def copy(apps, schema_editor):
    public = apps.get_model("events", "Webinar").objects.exclude(status="draft")
    public.filter(published_at=None).update(published_at=F("updated_at"))


class Migration(migrations.Migration):
    dependencies = [("events", "0010_webinar_published_at")]
    operations = [migrations.RunPython(copy, migrations.RunPython.noop)]
