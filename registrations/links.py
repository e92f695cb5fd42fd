"""Signed links: good for one deed each, revoked by a version, never stored.

`SECRET_KEY_FALLBACKS` keeps them alive when the key changes.
"""

import zlib

from django.conf import settings
from django.core import signing
from django.urls import reverse

from registrations.models import Registration

UNREADABLE = (signing.BadSignature, ValueError, TypeError, zlib.error)  # signed by us, but no link of ours
PAGE = signing.Signer(salt="registrations.page")
JOIN = signing.Signer(salt="registrations.join")
CONFIRM = signing.Signer(salt="registrations.confirm")
UNSUBSCRIBE = signing.Signer(salt="registrations.unsubscribe")


class WrongLink(Exception):
    """Nobody signed this link, it has been revoked, or the data behind it has been erased."""


def page_url(registration) -> str:
    """Return the absolute address of the personal page."""
    return settings.SITE_URL + page_path(registration)


def page_path(registration) -> str:
    return reverse("personal:page", args=[token(PAGE, registration)])


def document_path(registration, document) -> str:
    """Return the address of a document that only registrants get."""
    name = document.file_name if document.file else "document"
    return reverse("personal:document", args=[token(PAGE, registration), document.pk, name])


def join_url(registration) -> str:
    """Return the absolute address of the door."""
    return settings.SITE_URL + join_path(registration)


def join_path(registration) -> str:
    return reverse("personal:join", args=[token(JOIN, registration)])


def confirm_url(registration) -> str:
    """Return the absolute address of the page that proves an e-mail address."""
    return settings.SITE_URL + reverse("personal:confirm", args=[token(CONFIRM, registration)])


def unsubscribe_url(registration) -> str:
    """Return the absolute address that stops reminders; no version: an old mail can always be stopped."""
    token = UNSUBSCRIBE.sign_object([registration.pk])
    return settings.SITE_URL + reverse("personal:unsubscribe", args=[token])


def token(signer, registration) -> str:
    return signer.sign_object([registration.pk, registration.link_version])


def registration_to_unsubscribe(token: str) -> Registration | None:
    """Return the registration of such an address, None once it has been erased; raise WrongLink."""
    try:
        (pk,) = UNSUBSCRIBE.unsign_object(token)
        found = Registration.objects.filter(pk=pk, erased_at=None)
        return found.select_related("webinar").first()
    except UNREADABLE as error:
        raise WrongLink from error


def registration_for(signer, token: str) -> Registration:
    """Return the registration of a link, with its webinar; raise WrongLink."""
    try:
        pk, version = signer.unsign_object(token)
        return Registration.objects.select_related("webinar__admission", "webinar__series").get(
            pk=pk, link_version=version, erased_at=None
        )
    except (*UNREADABLE, Registration.DoesNotExist) as error:
        raise WrongLink from error
