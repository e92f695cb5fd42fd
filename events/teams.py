"""Who joins and leaves the team of a webinar or series; each change is recorded."""

from django.db import transaction

from events import organisers, record
from events.models import Record, Role


class AccountClosed(Exception):
    """The person's account may not enter the organisers' pages: administrators decide that."""


class InTheTeam(Exception):
    """The person has a role there already."""


class LastOrganiser(Exception):
    """Nobody would organise it any more."""


@transaction.atomic
def add(of, email, role, by, now):
    """Give the person with this address a role in a webinar or series; return (member, whether they are new).

    Somebody without an account gets one. Raises AccountClosed and InTheTeam.
    """
    # Locked, so that of two presses the second finds what the first made.
    type(of).objects.select_for_update(no_key=True).filter(pk=of.pk).first()
    user = organisers.find(email)
    if user and not (user.is_active and user.is_staff):
        raise AccountClosed
    if user and of.team.filter(user=user).exists():
        raise InTheTeam
    member = of.team.create(user=user or organisers.make(email), role=role)
    note(member, of, f"{member}: {of}", by, now)
    return member, user is None


@transaction.atomic
def change(member, of, role, by, now):
    """Give a member another role. Raises LastOrganiser, except for administrators."""
    before, member.role = str(member), role
    keep_an_organiser(of, member, by, leaves=role != Role.ORGANISER)
    member.save(update_fields=["role"])
    note(member, of, f"{before} → {member}: {of}", by, now)


@transaction.atomic
def remove(member, of, by, now):
    """Take a member's role away. Raises LastOrganiser, except for administrators."""
    keep_an_organiser(of, member, by, leaves=True)
    note(member, of, f"{member} → –: {of}", by, now)
    member.delete()


def keep_an_organiser(of, member, by, leaves):
    # Locked, so that of two who remove each other one stays.
    others = [each for each in of.team.select_for_update() if each.pk != member.pk]
    others += by_series(of)
    if leaves and not by.is_superuser and Role.ORGANISER not in {each.role for each in others}:
        raise LastOrganiser


def by_series(of):
    """Return the members of a webinar's series, who work on the webinar, too."""
    series = getattr(of, "series", None)
    return list(series.team.select_related("user")) if series else []


def note(member, of, about, by, now):
    record.note(Record.Kind.RIGHTS, by, now, about, account=member.user)
