"""Who joins and leaves the team of a webinar or series; each change is recorded."""

from django.db import IntegrityError, transaction

from events import organisers, record
from events.models import Record, Role


class AccountClosed(Exception):
    """The person's account may not enter the organisers' pages: administrators decide that."""


class InTheTeam(Exception):
    """The person has a role there already."""


class LastOrganiser(Exception):
    """Nobody would organise it any more."""


class LeftTheTeam(Exception):
    """The person has no role there any more."""


@transaction.atomic
def add(of, email, role, by, now):
    """Give the person with this address a role in a webinar or series; return (member, whether they are new).

    Somebody without an account gets one. Raises AccountClosed, InTheTeam, and DoesNotExist if `of` is gone.
    """
    # Locked, so that of two presses the second finds what the first made.
    type(of).objects.select_for_update(no_key=True).get(pk=of.pk)
    user, is_new = account(email)
    if not (user.is_active and user.is_staff):
        raise AccountClosed
    if of.team.filter(user=user).exists():
        raise InTheTeam
    member = of.team.create(user=user, role=role)
    note(member, of, f"{member}: {of}", by, now)
    return member, is_new


def account(email):
    """Return (the account with this address, whether it is new)."""
    if known := organisers.find(email):
        return known, False
    try:
        return organisers.make(email), True
    except IntegrityError:
        # Made at this moment, for another team.
        if known := organisers.find(email):
            return known, False
        raise


@transaction.atomic
def change(member, of, role, by, now):
    """Give a member another role. Raises LeftTheTeam, and except for administrators LastOrganiser."""
    member = still_there(member, of, by, leaves=role != Role.ORGANISER)
    before, member.role = str(member), role
    member.save(update_fields=["role"])
    note(member, of, f"{before} → {member}: {of}", by, now)


@transaction.atomic
def remove(member, of, by, now):
    """Take a member's role away. Raises LeftTheTeam, and except for administrators LastOrganiser."""
    member = still_there(member, of, by, leaves=True)
    note(member, of, f"{member} → –: {of}", by, now)
    member.delete()


def still_there(member, of, by, leaves):
    """Return the member as they are now, kept so until this transaction ends; one organiser has to stay."""
    # Locked, so that of two who remove each other one stays.
    team = {each.pk: each for each in of.team.select_for_update()}
    if member.pk not in team:
        raise LeftTheTeam
    others = [each for each in team.values() if each.pk != member.pk] + by_series(of)
    if leaves and not by.is_superuser and Role.ORGANISER not in {each.role for each in others}:
        raise LastOrganiser
    return team[member.pk]


def by_series(of):
    """Return the members of a webinar's series, who work on the webinar, too."""
    series = getattr(of, "series", None)
    return list(series.team.select_related("user")) if series else []


def note(member, of, about, by, now):
    record.note(Record.Kind.RIGHTS, by, now, about, account=member.user)
