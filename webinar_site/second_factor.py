"""The second factor of organisers: in production nothing is open to them before they have one."""

import segno
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import HASH_SESSION_KEY
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from events.models import Site, User
from registrations import noted

OPEN_BEFORE = {
    "account_login",
    "account_logout",
    "account_reauthenticate",
    "account_change_password",
    "account_set_password",
}
ASK_FOR_IT = {"mfa_authenticate", "mfa_reauthenticate", "mfa_login_webauthn", "mfa_reauthenticate_webauthn"}


class Adapter(DefaultMFAAdapter):
    def get_totp_issuer(self):
        return Site.objects.get().name

    def build_totp_svg(self, url):
        # White below and around it also in the dark, or a camera does not find the code.
        return segno.make(url).svg_inline(scale=5, dark="#000", light="#fff")


class Gate:
    """Lead organisers without a second factor to where they set one up; end sessions when it changes.

    Where it is only offered (`SECOND_FACTOR_REQUIRED` is false), nobody is held up.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.method == "POST" and name_of(request).startswith("mfa_"):
            keep_signed_in(request)
            if name_of(request) in ASK_FOR_IT and response.status_code == 200:
                noted.event("sign-in refused", request, ["user.second-factor"])
        return response

    def process_view(self, request, view, args, kwargs):
        if not settings.SECOND_FACTOR_REQUIRED or not request.path.startswith(("/admin/", "/accounts/")):
            return None
        if name_of(request) in OPEN_BEFORE or name_of(request).startswith("mfa_"):
            return None
        if request.user.is_anonymous or request.user.has_second_factor():
            return None
        messages.warning(request, _("Set up a second factor first; then everything else opens."))
        return redirect("mfa_index")


def name_of(request):
    return (request.resolver_match and request.resolver_match.url_name) or ""


def keep_signed_in(request):
    """Let this session outlive a change of the second factor, as the only one: see `User`."""
    if request.user.is_anonymous:
        return
    now_rests_on = User.objects.get(pk=request.user.pk).get_session_auth_hash()
    if request.session.get(HASH_SESSION_KEY) != now_rests_on:
        request.session[HASH_SESSION_KEY] = now_rests_on
        noted.event("second factor changed", request, [f"user.{request.user.pk}"])
