"""How the mails are doing: what is planned, what waits, what was sent, skipped or given up, and why.

Each question costs a fixed number of queries, whatever the number of registrations.
"""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Case, Count, Min, Q, When

from events.models import Webinar
from registrations import outbox, reminders
from registrations.models import Message, Registration, Reminder

LOOKED_AT = 100  # webinars ahead, for the next reminders
MOST_SENT = 100_000  # counted; beyond them it is "100000 or more"
LATEST = 50  # mails given up that are named one by one
HOPELESS = {Message.Failure.TOO_LATE}  # sent again, they would be given up again


@dataclass(frozen=True)
class Planned:
    """A reminder that goes out by itself, to those who have a place by then; `people` have one now."""

    at: datetime
    webinar: Webinar
    slot: str
    people: int


@dataclass(frozen=True)
class Group:
    """Mails that were not sent for one reason, in words; `failure` is its key, "" if unknown."""

    count: int
    reason: str
    failure: str = ""

    @property
    def can_be_sent_again(self) -> bool:
        return self.failure not in HOPELESS


@dataclass
class Health:
    """`oldest` is the moment at which the oldest of the waiting mails was due; those before it come later."""

    waiting: int = 0
    due: int = 0
    oldest: datetime | None = None
    sent: int = 0
    skipped: list[Group] = field(default_factory=list)
    failed: list[Group] = field(default_factory=list)

    @property
    def sent_more(self) -> bool:
        return self.sent == MOST_SENT

    @property
    def skipped_count(self) -> int:
        return sum(group.count for group in self.skipped)

    @property
    def failed_count(self) -> int:
        return sum(group.count for group in self.failed)


def about(webinars):
    """Return the mails about these webinars; None: all there are."""
    return Message.objects.all() if webinars is None else Message.objects.about(webinars)


def of(webinars, now) -> Health:
    """Return the health of the mails about these webinars (None: of all), in three queries."""
    messages = about(webinars)
    is_due = Q(due_at__lte=now)
    waiting = messages.waiting().aggregate(
        waiting=Count("pk"), due=Count("pk", filter=is_due), oldest=Min("due_at", filter=is_due)
    )
    given_up = groups(messages)
    return Health(
        **waiting,
        sent=messages.filter(sent_at__isnull=False).order_by()[:MOST_SENT].count(),
        skipped=[Group(count, why) for is_skipped, why, count in given_up if is_skipped],
        failed=[Group(count, in_words(why), why) for is_skipped, why, count in given_up if not is_skipped],
    )


def groups(messages):
    """Return [(is_skipped, why, number)] of the mails given up, the most first."""
    why = Case(When(is_skipped=True, then="last_error"), default="failure")
    given_up = messages.filter(failed_at__isnull=False).order_by().annotate(why=why)
    return given_up.values_list("is_skipped", "why").annotate(mails=Count("pk")).order_by("-mails", "why")


def in_words(failure: str) -> str:
    return str(Message.Failure(failure).label) if failure else ""


def latest_failed(messages):
    """Return the mails given up last, with the people they are about."""
    named = messages.failed().select_related("registration", "enquiry", "announcement")
    return named.order_by("-failed_at", "-pk")[:LATEST]


def send_again(messages, failure, now):
    """Plan the mails anew that were given up for this reason, None for any; return how many."""
    failed = messages.failed().exclude(failure__in=HOPELESS)
    keys = failed if failure is None else failed.filter(failure=failure)
    return outbox.send_again(Message.objects.filter(pk__in=keys.values("pk")), now)


def coming(now, webinars=None, most=None):
    """Return what is planned for `webinars` (a QuerySet; None: all), the next first, at most so many."""
    ahead = Webinar.objects.all() if webinars is None else webinars
    ahead = ahead.filter(status=Webinar.Status.PUBLISHED, ends_at__gt=now).order_by("starts_at", "pk")
    return planned(ahead.select_related("admission").prefetch_related("sittings")[:LOOKED_AT], now, most)


def planned(webinars, now, most=None):
    """Return [Planned] of the reminders still to come, the next first, at most so many."""
    plans = [
        (moment, webinar, str(Reminder.Slot(slot).label))
        for webinar in webinars
        for moment, _stretch, slot in reminders.coming(webinar, now)
    ]
    shown = sorted(plans, key=lambda plan: plan[0])[:most]
    people = reached({webinar.pk for _moment, webinar, _slot in shown})
    return [Planned(moment, webinar, slot, people.get(webinar.pk, 0)) for moment, webinar, slot in shown]


def reached(webinars):
    """Return {pk of the webinar: how many would be reminded now}."""
    wanted = Registration.objects.attendees().filter(webinar__in=webinars, is_reminded=True)
    return dict(wanted.exclude(email="").order_by().values_list("webinar").annotate(people=Count("pk")))
