"""Erasing a person: what stays is a count."""

from django.db import transaction
from django.db.models import F

from events import history
from events.models import Webinar
from registrations import erasure_list, seats
from registrations.models import Answer, JournalEntry, Message, Needs, Registration
from registrations.models.registration import reference

BLANK = {
    "name": "",
    "email": "",
    "organisation": "",
    "job_title": "",
    "country": "",
    "group": "",
    "question": "",
    "time_zone": "",
    "form_key": "",
}


@transaction.atomic
def erase(registration, now):
    """Cancel while the webinar lies ahead, then erase every personal value, answer, need and mail.

    No mail tells of it: there is no address left. All links of the person stop working. Asked again,
    do nothing more.
    """
    webinar = registration.webinar
    if webinar.ends_at > now or webinar.status == Webinar.Status.POSTPONED:
        seats.cancel(registration, now)
    seats.lock(webinar)
    blank([registration.pk], now)
    registration.refresh_from_db()


def blank(keys, now):
    """Erase the people of these registrations, many at once, and list them; return how many.

    Called in a transaction. The places stay as they are: the webinars are over, or their lock is held.
    """
    rows = list(
        Registration.objects.filter(pk__in=keys, erased_at=None).order_by("pk").select_for_update(no_key=True)
    )
    keys = [row.pk for row in rows]
    erasure_list.note(rows, now)
    for model in (Message, Answer, Needs):
        model.objects.filter(registration__in=keys).delete()
    for row in rows:
        row.reference = reference()  # the old one stands in mails and exports, beside the name
    Registration.objects.bulk_update(rows, ["reference"])
    Registration.objects.filter(pk__in=keys).update(
        **BLANK, link_version=F("link_version") + 1, erased_at=now, changed_at=now
    )
    history.clear_words(Registration, keys)
    JournalEntry.objects.bulk_create(
        [JournalEntry(registration_id=key, deed=JournalEntry.Deed.ERASED, at=now) for key in keys]
    )
    return len(keys)


def replay(now):
    """Erase again whoever stands in the list of erasures, after a restore; return how many."""
    listed = erasure_list.listed()
    if not listed:
        return 0
    known = Registration.objects.filter(erased_at=None).select_related("webinar").order_by("webinar_id", "pk")
    found = [each for each in known.iterator() if erasure_list.stands(each, listed)]
    for registration in found:
        erase(registration, now)
    return len(found)
