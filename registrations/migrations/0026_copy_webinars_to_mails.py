"""A part at a time, each at once visible: registrations and the worker go on beside it."""

from django.db import migrations
from django.db.models import Max, OuterRef, Subquery
from django.db.models.functions import Coalesce

AT_ONCE = 5_000


def copy(apps, schema_editor):
    messages = apps.get_model("registrations", "Message").objects
    its = [
        Subquery(
            apps.get_model("registrations", model).objects.filter(pk=OuterRef(column)).values("webinar")
        )
        for model, column in (
            ("Registration", "registration_id"),
            ("Enquiry", "enquiry_id"),
            ("Announcement", "announcement_id"),
        )
    ]
    last = messages.aggregate(last=Max("pk"))["last"] or 0
    for first in range(1, last + 1, AT_ONCE):
        part = messages.filter(webinar=None, pk__gte=first, pk__lt=first + AT_ONCE)
        part.update(webinar=Coalesce(*its))


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("registrations", "0025_name_the_webinar_of_mails")]
    operations = [migrations.RunPython(copy, migrations.RunPython.noop)]
