"""Organisers set up a second factor and sign in with it, in a real browser."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from events import organisers
from tests.webinar_site.signing_in import PASSWORD, code


@pytest.fixture
def signed_in(page):
    cache.clear()
    organisers.make("organiser@example.org", PASSWORD, is_superuser=True)
    sign_in(page)
    page.get_by_role("link", name="Set up a second factor").click()
    return page


def sign_in(page):
    page.goto("/admin/")
    page.get_by_label("Email").fill("organiser@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def confirm(page):
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()


def test_an_app_is_set_up_and_asked_for(signed_in, look):
    page = signed_in
    found = look(page)
    page.get_by_role("link", name="Set up an app").click()
    found += look(page)
    confirm(page)
    page.get_by_role("img", name="QR code").wait_for()
    found += look(page)
    secret = page.locator("form strong").inner_text()
    page.get_by_label("Authenticator code").fill("000000")
    page.get_by_role("button", name="Set up").click()
    page.get_by_role("link", name="Incorrect code.").wait_for()
    found += look(page)
    page.get_by_label("Authenticator code").fill(code(secret))
    page.get_by_role("button", name="Set up").click()
    recovery_codes = page.get_by_label("Unused codes").input_value().split()
    found += look(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the codes").click()
    assert download.value.path().read_text().split() == recovery_codes
    page.get_by_label("I have saved my recovery codes").check()
    page.get_by_role("link", name="Go on to the organisers’ pages").click()
    page.get_by_role("heading", name="Organisers’ pages").wait_for()
    for name in ("mfa_index", "mfa_generate_recovery_codes", "mfa_deactivate_totp", "usersessions_list"):
        page.goto(reverse(name))
        found += look(page)
    page.get_by_role("link", name="Sign out").click()
    page.get_by_role("button", name="Sign out").click()

    sign_in(page)

    page.get_by_label("Code").wait_for()
    found += look(page)
    assert page.get_by_role("button", name="Use a passkey or security key").count() == 0
    page.get_by_label("Code").fill(recovery_codes[0])
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("heading", name="Organisers’ pages").wait_for()
    assert found == []


def test_a_passkey_is_added_and_signs_in_without_a_password_or_after_it(signed_in, look):
    page = signed_in
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
    options |= {"hasUserVerification": True, "isUserVerified": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.get_by_role("link", name="Add a key").click()
    confirm(page)
    page.get_by_label("Passwordless").check()
    found = look(page)
    page.get_by_role("button", name="Add").click()
    page.get_by_label("I have saved my recovery codes").check()
    page.goto(reverse("mfa_list_webauthn"))
    found += look(page)
    page.get_by_role("link", name="Rename").click()
    found += look(page)
    page.goto(reverse("account_logout"))
    page.get_by_role("button", name="Sign out").click()

    page.goto("/admin/")
    found += look(page)
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("heading", name="Organisers’ pages").wait_for()

    page.goto(reverse("account_logout"))
    page.get_by_role("button", name="Sign out").click()
    sign_in(page)
    page.get_by_label("Code").wait_for()
    found += look(page)
    page.locator("#webauthn_form [name=credential]").evaluate(
        "field => { field.value = '{}'; field.form.submit() }"
    )
    page.locator(".error-summary").wait_for()
    page.get_by_role("button", name="Use a passkey or security key").click()
    page.get_by_role("heading", name="Organisers’ pages").wait_for()
    assert found == []
