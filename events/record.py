"""The record that administrators read: exports, messages, rights, runs of forgetting."""

from events.models import Record


def note(kind, by, now, about="", *, account=None, count=None):
    """Note who did what and how often; `by` is an account or None for the site itself.

    `about` is shown as it is ("Skills for all", "reader → organiser of Skills for all") and names no
    registrant; `account` is the one whose rights changed. Called in the transaction of the deed.
    """
    longest = Record._meta.get_field("about").max_length
    Record.objects.create(kind=kind, at=now, by=by, about=about[:longest], account=account, count=count)
