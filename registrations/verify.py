"""What must hold at any moment. Each rule only reads, and says in a sentence what is broken.

The sentences name webinars and messages by number and registrations by reference: nobody by name.
"""

from datetime import timedelta
from itertools import groupby, pairwise

from django.db.models import Count, Exists, F, Max, OuterRef, Q
from django.db.models.functions import Coalesce, Lower
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from events import files
from events.models import Webinar
from registrations import delivery, retention, sweep
from registrations.calendar import ascii_address
from registrations.models import Admission, Erasure, JournalEntry, Message, Registration

Status = Registration.Status
Deed = JournalEntry.Deed

PATIENCE = timedelta(minutes=10)  # for what the worker puts right by itself
KEPT = timedelta(days=29)  # mails, after they were sent; they go on the 30th day
TIDIED = files.KEPT + timedelta(hours=2)  # the worker tidies once an hour
BEHIND = {  # which entry of the journal stands behind a status
    Status.UNCONFIRMED: [Deed.HELD],
    Status.PENDING: [Deed.REQUESTED, Deed.MOVED_UP],
    Status.REGISTERED: [Deed.REGISTERED, Deed.PROMOTED],
    Status.WAITLISTED: [Deed.WAITLISTED],
    Status.CANCELLED: [Deed.CANCELLED, Deed.EXPIRED],
    Status.DECLINED: [Deed.DECLINED],
}
HELD_BEFORE = [Deed.HELD, Deed.REQUESTED, Deed.MOVED_UP]
TAKES_A_PLACE = [*HELD_BEFORE, Deed.REGISTERED, Deed.PROMOTED]


def complaints(now):
    """Return the sentences of all rules: none if all is well."""
    return [sentence for rule in RULES for sentence in rule(now)]


def places_are_counted(now):
    holding = Count("registrations", filter=Q(registrations__status__in=Registration.HOLDING))
    counted = Coalesce(F("places__taken"), 0)
    wrong = Webinar.objects.annotate(counted=counted, holding=holding).exclude(counted=F("holding"))
    for pk, counted, holding in wrong.order_by("pk").values_list("pk", "counted", "holding"):
        yield _("Webinar %(pk)d: %(counted)d places are counted as taken, but %(holding)d are.") % {
            "pk": pk,
            "counted": counted,
            "holding": holding,
        }


def nobody_is_seated_above_the_capacity(now):
    over = Webinar.objects.filter(admission__capacity__lt=F("places__taken")).order_by("pk")
    for webinar in over.select_related("admission", "places"):
        if not was_lowered_since_somebody_got_a_place(webinar):
            yield _(
                "Webinar %(pk)d: %(taken)d of %(capacity)d places are taken, and nobody lowered the number."
            ) % {"pk": webinar.pk, "taken": webinar.places.taken, "capacity": webinar.admission.capacity}


def was_lowered_since_somebody_got_a_place(webinar):
    """Return whether the trail explains that more places are taken than there are."""
    states = Admission.history.filter(webinar=webinar).order_by("history_id")
    known = [(None, None), *states.values_list("capacity", "history_date")]
    capacity = webinar.admission.capacity
    lowered = [
        at
        for (before, _earlier), (after, at) in pairwise(known)
        if after == capacity and (before is None or before > after)
    ]
    entries = JournalEntry.objects.filter(registration__webinar=webinar)
    before = last_deed(registration=OuterRef("registration"), pk__lt=OuterRef("pk"))
    given = entries.filter(deed__in=TAKES_A_PLACE).annotate(before=before)
    given = given.filter(Q(before=None) | ~Q(before__in=HELD_BEFORE)).aggregate(at=Max("at"))
    return bool(lowered) and (given["at"] is None or given["at"] <= max(lowered))


def who_waits_is_numbered_in_the_order_of_the_lock(now):
    """The journal is written under the lock, so its order is the order of the lock."""
    waiting = Registration.objects.waiting().annotate(
        entry=JournalEntry.objects.filter(registration=OuterRef("pk"), deed=Deed.WAITLISTED)
        .order_by("-pk")
        .values("pk")[:1],
        last=F("webinar__places__last_waitlist_number"),
    )
    rows = waiting.order_by("webinar_id", "waitlist_number", "pk").values_list(
        "webinar_id", "waitlist_number", "entry", "last"
    )
    for webinar_id, group in groupby(rows, key=lambda row: row[0]):
        people = [(number, entry or 0, last or 0) for _webinar, number, entry, last in group]
        numbers = [number for number, _entry, _last in people]
        entries = [entry for _number, entry, _last in people]
        if len(set(numbers)) < len(numbers) or entries != sorted(entries) or numbers[-1] > people[-1][2]:
            yield _("Webinar %d: the numbers of the waitlist are not in the order of arrival.") % webinar_id


def nobody_waits_while_a_place_is_free(now):
    for webinar in sweep.with_room_for_who_waits(now).order_by("pk"):
        yield _("Webinar %d: somebody waits although a place is free.") % webinar.pk


def one_address_registers_once(now):
    known = Registration.objects.exclude(email="")
    counted = known.values("webinar_id", address=Lower("email")).annotate(rows=Count("pk"))
    twice = {row["webinar_id"] for row in counted.filter(rows__gt=1).order_by()}
    # A name such as bücher.example is written in two ways.
    two_ways = known.filter(email__regex="[^ -~]|xn--").values_list("webinar_id", "email")
    seen = set()
    for webinar_id, email in two_ways.iterator():
        key = webinar_id, ascii_address(email).lower()
        if key in seen:
            twice.add(webinar_id)
        seen.add(key)
    for webinar_id in sorted(twice):
        yield _("Webinar %d: one address is registered more than once.") % webinar_id


def who_got_a_place_was_told(now):
    got = JournalEntry.objects.filter(registration=OuterRef("pk"), deed__in=BEHIND[Status.REGISTERED])
    told = Message.objects.filter(
        registration=OuterRef("pk"),
        kind__in=[Message.Kind.REGISTERED, Message.Kind.PROMOTED],
        created_at__gte=OuterRef("got_at"),
    )
    attendees = Registration.objects.attendees().exclude(email="")  # an erased row has no mails
    recent = attendees.annotate(got_at=got.order_by("-pk").values("at")[:1]).filter(got_at__gt=now - KEPT)
    for reference in recent.exclude(Exists(told)).order_by("pk").values_list("reference", flat=True):
        yield _("Registration %s: no mail tells that the place is given.") % reference


def no_mail_stays_in_hand(now):
    claimed = Message.objects.waiting().filter(lease_until__lt=now + delivery.LEASE - PATIENCE)
    for pk in claimed.order_by("pk").values_list("pk", flat=True):
        yield _("Message %d: a worker took it over ten minutes ago and neither sent nor returned it.") % pk


def each_status_stands_in_the_journal(now):
    rows = Registration.objects.annotate(last=last_deed(registration=OuterRef("pk"))).order_by("pk")
    for status, deeds in BEHIND.items():
        wrong = rows.filter(Q(last=None) | ~Q(last__in=deeds), status=status)
        for reference in wrong.values_list("reference", flat=True):
            yield _("Registration %(reference)s: its status, %(status)s, is not the last in its journal.") % {
                "reference": reference,
                "status": status.value,
            }


def each_row_has_its_files(now):
    for row, name in files.missing():
        yield _("%(row)s: its file %(name)s is missing.") % {"row": capfirst(row), "name": name}


def each_file_has_its_row(now):
    for name in files.unused(now - TIDIED):
        yield _("%s: this file belongs to nothing and was not removed.") % name


def no_mail_waits_past_its_use(now):
    for pk in Message.objects.waiting().past_use(now - PATIENCE).order_by("pk").values_list("pk", flat=True):
        yield _("Message %d: it waits to be sent although its webinar is over.") % pk


def nobody_is_kept_past_the_promised_day(now):
    """A day later than promised: the run of that day may not be finished."""
    for webinar in retention.past_their_day(now, by=timedelta(days=1)):
        yield _("Webinar %d: its registrations were to be erased by now.") % webinar.pk


def each_erasure_stands_in_the_list(now):
    waiting = Erasure.objects.filter(at__lt=now - PATIENCE).count()
    if waiting:
        sentence = _("%d erasures are not in the list of erasures: see whether its folder can be written to.")
        yield sentence % waiting


def last_deed(**entries):
    """Return a subquery: the last entry of the journal that stands behind a status."""
    deeds = [deed for behind in BEHIND.values() for deed in behind]
    return JournalEntry.objects.filter(deed__in=deeds, **entries).order_by("-pk").values("deed")[:1]


RULES = [
    places_are_counted,
    nobody_is_seated_above_the_capacity,
    who_waits_is_numbered_in_the_order_of_the_lock,
    nobody_waits_while_a_place_is_free,
    one_address_registers_once,
    who_got_a_place_was_told,
    no_mail_stays_in_hand,
    each_status_stands_in_the_journal,
    each_row_has_its_files,
    each_file_has_its_row,
    no_mail_waits_past_its_use,
    nobody_is_kept_past_the_promised_day,
    each_erasure_stands_in_the_list,
]
