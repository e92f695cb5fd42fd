"""In which state a webinar is for organisers: what they made of it, and what the clock made of that.

Between its first start and its last end a webinar is under way, also at night between two sittings.
"""

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from events.models import Webinar

Status = Webinar.Status
WORDS = {
    "draft": _("Draft"),
    "coming": _("Coming"),
    "live": _("Under way"),
    "past": _("Past"),
    "postponed": _("Postponed"),
    "cancelled": _("Cancelled"),
}


def conditions(now):
    """Return {state: Q}; of any webinar exactly one is true."""
    public = Q(status=Status.PUBLISHED)
    return {
        "draft": Q(status=Status.DRAFT),
        "coming": public & Q(starts_at__gt=now),
        "live": public & Q(starts_at__lte=now, ends_at__gt=now),
        "past": public & Q(ends_at__lte=now),
        "postponed": Q(status=Status.POSTPONED),
        "cancelled": Q(status=Status.CANCELLED),
    }


def counted(webinars, now):
    """Return [(state, words, number)] of a QuerySet, in one query."""
    counts = {state: Count("pk", filter=each) for state, each in conditions(now).items()}
    found = webinars.order_by().aggregate(**counts)
    return [(state, words, found[state]) for state, words in WORDS.items()]


def of(webinar, now) -> str:
    """Return the key of the webinar's state."""
    if webinar.status != Status.PUBLISHED:
        return webinar.status
    if now < webinar.starts_at:
        return "coming"
    return "live" if now < webinar.ends_at else "past"
