"""Accounts of organisers: made by administrators, signed in by a verified address."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from events import record
from events.models import Record, User


def find(email: str):
    """Return the account with this address, whatever its case, or None."""
    return User.objects.filter(email__iexact=email.strip()).first()


@transaction.atomic
def make(email: str, password: str | None = None, **fields):
    """Make an organiser; without a password they sign in by a code or set one by mail."""
    user = User.objects.create_user(email, password, is_staff=True, **fields)
    vouch_for_address(user)
    return user


def note_rights(user, by, now, names=("is_active", "is_staff", "is_superuser")):
    """Record what an account may do by itself; its roles are recorded by teams.py."""
    answers = [(User._meta.get_field(name).verbose_name, getattr(user, name)) for name in names]
    about = ", ".join(f"{label}: {_('yes') if answer else _('no')}" for label, answer in answers)
    record.note(Record.Kind.RIGHTS, by, now, about, account=user)


@transaction.atomic
def vouch_for_address(user):
    """Make the account's address the one and verified address to sign in with."""
    EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )


def invite(user, by=None, member=None):
    """Mail the link with which somebody sets their password: good once, and for three days.

    `by` is the account that invites them, None for whoever runs the site; `member` their role, if they
    have one already. Raises OSError if the mail server does not take the mail.
    """
    token = default_token_generator.make_token(user)
    path = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(user), token])
    facts = {"link": settings.SITE_URL + path, "days": settings.PASSWORD_RESET_TIMEOUT // 86_400}
    get_adapter().send_mail(
        "account/email/invitation", user.email, {**facts, **who_and_what(user, by, member)}
    )


def tell_of_team(member, by):
    """Mail to somebody with an account that they joined a team. Raises OSError like invite()."""
    facts = {"link": settings.SITE_URL + reverse("admin:index"), **who_and_what(member.user, by, member)}
    get_adapter().send_mail("account/email/joined_team", member.user.email, facts)


def who_and_what(user, by, member):
    """Return who is written to, who invites them, to what and as what; nothing where there is none."""
    role = _("Administrator") if user.is_superuser else ""
    return {
        "who": user.name,
        "by": by.email if by else "",
        "of": (member.webinar or member.series) if member else "",
        "role": member.get_role_display() if member else role,
    }
