"""Erasing a person: what stays is a count."""

from django.db import transaction

from registrations import seats
from registrations.models import JournalEntry, Needs

BLANK = {
    "name": "",
    "email": "",
    "organisation": "",
    "job_title": "",
    "country": "",
    "group": "",
    "question": "",
}


@transaction.atomic
def erase(registration, now):
    """Cancel while the webinar lies ahead, then erase every personal value, answer, need and mail.

    No mail tells of it: there is no address left. All links of the person stop working.
    """
    if registration.webinar.ends_at > now:
        seats.cancel(registration, now)
    seats.lock(registration.webinar)
    registration.refresh_from_db()
    registration.messages.all().delete()
    registration.answers.all().delete()
    Needs.objects.filter(registration=registration).delete()
    for name, value in BLANK.items():
        setattr(registration, name, value)
    registration.time_zone = registration.form_key = ""
    registration.link_version += 1
    registration.erased_at = registration.changed_at = now
    registration.save()
    JournalEntry.objects.create(registration=registration, deed=JournalEntry.Deed.ERASED, at=now)
