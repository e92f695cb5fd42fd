"""Forgetting on the day that was promised; what stays is counts.

One run a day (UTC), whatever the number of workers, in pieces that leave room for other work. It takes
whatever is past its date, so that a day without a worker is caught up with.
"""

import logging
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q

from events import history, record
from events.models import Record, Webinar
from registrations import erasure
from registrations.models import Admission, Enquiry, Message, Needs, Registration, RetentionRun

logger = logging.getLogger(__name__)

KEEP_NEEDS = timedelta(days=30)
KEEP_ENQUIRIES = timedelta(days=180)
KEEP_SPAM = timedelta(days=30)
KEEP_MESSAGES = timedelta(days=30)  # after they were sent or given up
LISTED_WITHIN = timedelta(minutes=10)  # an erasure, by the worker
PIECE = 500  # rows of a kind erased in one go, within the seconds that others wait for a lock


def daily(now):
    """Do the next piece of today's run, unless it is finished or another worker is at it."""
    done = RetentionRun.objects.filter(day=day_of(now), finished_at__isnull=False)
    return None if done.exists() else forget(now)


def forget(now):
    """Erase a piece of what is past its date; return today's run, None if another worker is at it.

    The run is finished when nothing was left to do.
    """
    note_start(now)
    with transaction.atomic():
        runs = RetentionRun.objects.select_for_update(skip_locked=True)
        run = runs.filter(day=day_of(now)).first()
        if run is None:
            return None
        erased = {name: ERASE[name](rows, now) for name, rows in due(now).items()}
        for name, count in erased.items():
            setattr(run, name, getattr(run, name) + count)
        was_finished = run.finished_at
        run.finished_at = now if all(count < PIECE for count in erased.values()) else None
        run.save()
        if run.finished_at and not was_finished:
            count = sum(getattr(run, name) for name in erased)
            record.note(Record.Kind.FORGETTING, None, now, count=count)
    return run


def note_start(now):
    """Make today's row, committed at once: others find it taken instead of waiting for it."""
    day = day_of(now)
    last = RetentionRun.objects.filter(day__lt=day).first()
    _run, is_new = RetentionRun.objects.get_or_create(day=day, defaults={"started_at": now})
    if is_new and last and last.day < day - timedelta(days=1):
        logger.warning("Nothing was forgotten since %s: caught up with today", last.day)
    if is_new:
        Session.objects.filter(expire_date__lt=now).delete()  # of organisers


def day_of(now):
    return now.astimezone(UTC).date()


def due(now):
    """Return {name: QuerySet} of what is to be erased by the end of today."""
    midnight = datetime.combine(day_of(now) + timedelta(days=1), time(), UTC)
    old = Q(created_at__lt=midnight - KEEP_ENQUIRIES)
    old_spam = Q(status=Enquiry.Status.SPAM, created_at__lt=midnight - KEEP_SPAM)
    done = Q(sent_at__lt=midnight - KEEP_MESSAGES) | Q(failed_at__lt=midnight - KEEP_MESSAGES)
    return {
        "registrations": unerased().filter(webinar__in=past_their_day(now)),
        "needs": past_needs(midnight),
        "enquiries": Enquiry.objects.filter(old | old_spam),
        "messages": Message.objects.filter(done),
    }


def past_needs(midnight):
    """A postponed webinar has no end: what people need is asked for when it is held."""
    ended = Needs.objects.filter(registration__webinar__ends_at__lt=midnight - KEEP_NEEDS)
    return ended.exclude(registration__webinar__status=Webinar.Status.POSTPONED)


def unerased():
    return Registration.objects.filter(erased_at=None)


def past_their_day(now, by=timedelta()):
    """Return the webinars whose day has come, in their own zone, `by` so long ago."""
    ended = Webinar.objects.filter(Exists(unerased().filter(webinar=OuterRef("pk"))), ends_at__lt=now)
    return [
        webinar
        for webinar in ended.select_related("admission")
        if Admission.of(webinar).deletion_date() <= (now - by).astimezone(webinar.zone).date()
    ]


def coming(most=None):
    """Return [(day, webinar, people)] of what is to be erased, the next day first, at most so many."""
    named = Webinar.objects.filter(Exists(unerased().filter(webinar=OuterRef("pk")))).select_related(
        "admission"
    )
    plan = sorted((Admission.of(each).deletion_date(), each.pk, each) for each in named)[:most]
    counted = unerased().filter(webinar__in=[pk for _day, pk, _each in plan]).order_by()
    people = dict(counted.values_list("webinar").annotate(people=Count("pk")))
    return [(day, each, people.get(pk, 0)) for day, pk, each in plan]


def runs():
    """Return [(run, days without one before it)], the newest first."""
    found = list(RetentionRun.objects.all())
    missed = [(later.day - earlier.day).days - 1 for later, earlier in pairwise(found)]
    return list(zip(found, [*missed, 0][: len(found)], strict=True))


def erase_registrations(rows, now):
    """Those of a postponed webinar give their place back: it may yet be held."""
    waits = Webinar.Status.POSTPONED
    keys = list(rows.exclude(webinar__status=waits).order_by("pk").values_list("pk", flat=True)[:PIECE])
    count = erasure.blank(keys, now)
    left = rows.filter(webinar__status=waits).select_related("webinar").order_by("webinar_id", "pk")
    for registration in left[: PIECE - count]:
        erasure.erase(registration, now)
        count += 1
    return count


def delete_needs(rows, now):
    keys = list(rows.values_list("registration", flat=True)[:PIECE])
    history.clear_words(Registration, keys)  # it quotes them
    return Needs.objects.filter(registration__in=keys).delete()[0]


def delete_enquiries(rows, now):
    keys = list(rows.order_by().values_list("pk", flat=True)[:PIECE])
    history.clear_words(Enquiry, keys)
    Enquiry.objects.filter(pk__in=keys).delete()
    return len(keys)


def delete_messages(rows, now):
    keys = rows.order_by().values("pk")[:PIECE]
    return Message.objects.filter(pk__in=keys).delete()[0]


ERASE = {
    "registrations": erase_registrations,
    "needs": delete_needs,
    "enquiries": delete_enquiries,
    "messages": delete_messages,
}
