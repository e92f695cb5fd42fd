"""Forgetting on the day that was promised; what stays is counts."""

from datetime import timedelta

from django.db.models import DurationField, ExpressionWrapper, F, Value

from registrations import erasure
from registrations.models import Enquiry, Message, Needs, Registration

KEEP_NEEDS = timedelta(days=30)
KEEP_ENQUIRIES = timedelta(days=180)
KEEP_SPAM = timedelta(days=30)
KEEP_MESSAGES = timedelta(days=30)  # after they were sent
USUAL_DAYS = 180
BATCH = 500  # registrations erased in one go; the next look takes the next


def forget(now):
    """Erase what is past its date; return how many registrations were erased."""
    Needs.objects.filter(registration__webinar__ends_at__lte=now - KEEP_NEEDS).delete()
    Message.objects.filter(sent_at__lte=now - KEEP_MESSAGES).delete()
    Enquiry.objects.filter(status=Enquiry.Status.SPAM, created_at__lte=now - KEEP_SPAM).delete()
    Enquiry.objects.filter(created_at__lte=now - KEEP_ENQUIRIES).delete()
    due = past_their_date(now).select_related("webinar").order_by("webinar_id", "pk")[:BATCH]
    for registration in due:
        erasure.erase(registration, now)
    return len(due)


def past_their_date(now):
    """Return the registrations that are to be erased by now."""
    days = ExpressionWrapper(
        F("webinar__admission__retention_days") * Value(timedelta(days=1)), output_field=DurationField()
    )
    unerased = Registration.objects.filter(erased_at=None).alias(kept_until=F("webinar__ends_at") + days)
    usual = {"webinar__admission": None, "webinar__ends_at__lte": now - timedelta(days=USUAL_DAYS)}
    return unerased.filter(kept_until__lte=now) | unerased.filter(**usual)
