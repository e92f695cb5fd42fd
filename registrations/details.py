"""What a registrant changes about themselves, the place apart."""

from django.db import transaction

from registrations.models import JournalEntry


@transaction.atomic
def change(registration, values, now, by=None):
    """Store the changed fields, given by name; nothing is recorded when nothing changes."""
    changed = [name for name, value in values.items() if getattr(registration, name) != value]
    for name in changed:
        setattr(registration, name, values[name])
    if changed:
        registration.changed_at = now
        registration.save(update_fields=[*changed, "changed_at"])
        JournalEntry.objects.create(registration=registration, deed=JournalEntry.Deed.CHANGED, at=now, by=by)
