"""Accounts of organisers: made by administrators, signed in by a verified address."""

from allauth.account.models import EmailAddress
from django.db import transaction

from events.models import User


def find(email: str):
    """Return the account with this address, whatever its case, or None."""
    return User.objects.filter(email__iexact=email.strip()).first()


@transaction.atomic
def make(email: str, password: str | None = None, **fields):
    """Make an organiser; without a password they sign in by a code or set one by mail."""
    user = User.objects.create_user(email, password, is_staff=True, **fields)
    vouch_for_address(user)
    return user


@transaction.atomic
def vouch_for_address(user):
    """Make the account's address the one and verified address to sign in with."""
    EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
