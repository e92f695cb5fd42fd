"""What happened to one registration in one order: journal, mails, presses of Join, access arranged."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Moment:
    """One line: when, what, who did it (None: the person, or the site), and what else is to be said."""

    at: datetime
    what: str
    by: object = None
    note: str = ""


def timeline(registration, shows_needs):
    """Return the moments of a registration, the oldest first, in three queries, or up to five.

    Without `shows_needs` nothing tells that there are access needs.
    """
    journal = registration.journal.select_related("by")
    moments = [Moment(entry.at, entry.get_deed_display(), entry.by) for entry in journal]
    mails = registration.messages.all() if shows_needs else registration.messages.exclude(kind="access_needs")
    moments += [of_mail(message) for message in mails]
    for seen in registration.attendances.all():
        moments += of_attendance(seen)
    if shows_needs:
        moments += of_needs(registration)
    return sorted(moments, key=lambda moment: moment.at)


def of_mail(message):
    what = _("Mail: %s") % message.get_kind_display()
    if message.sent_at:
        return Moment(message.sent_at, what, note=_("sent"))
    if message.failed_at:
        return Moment(message.failed_at, what, note=message.last_error or _("given up"))
    return Moment(message.created_at, what, note=message.last_error or _("waits to be sent"))


def of_needs(registration):
    needs = getattr(registration, "needs", None)
    if needs is None or not (needs.is_arranged and needs.arranged_at):
        return []
    return [Moment(needs.arranged_at, _("access needs arranged"), needs.arranged_by)]


def of_attendance(seen):
    """Return the first press of Join, and the last if there were several."""
    moments = [Moment(seen.first_at, _("joined sitting %d") % seen.stretch)]
    if seen.count > 1:
        note = _("%d times in all") % seen.count
        moments.append(Moment(seen.last_at, _("joined sitting %d once more") % seen.stretch, note=note))
    return moments
