"""How an organiser signs in: a password, and what an authenticator app shows."""

import base64
import hashlib
import hmac
import re
import struct
import time

from django.urls import reverse

PASSWORD = "a long enough password"
# What the content policy would refuse; scripts that are data run nothing.
INLINE = re.compile(r"<style|\sstyle=|\son\w+=|<script(?![^>]*(\bsrc=|\"application/json\"))|\"data:")


def sign_in(client, email="organiser@example.org", password=PASSWORD):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def code(secret, ahead=0):
    """Return what an app made by somebody else shows: RFC 6238, `ahead` half minutes from now."""
    counter = struct.pack(">Q", int(time.time()) // 30 + ahead)
    digest = hmac.digest(base64.b32decode(secret), counter, hashlib.sha1)
    value = struct.unpack(">I", digest[digest[-1] & 15 :][:4])[0] & 0x7FFFFFFF
    return f"{value % 10**6:06}"


def confirm(client):
    """Type the password once more, as before each change of the account."""
    return client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def set_up_an_app(client):
    confirm(client)
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r"<strong>([A-Z2-7]{32})</strong>", page)[1]
    return client.post(reverse("mfa_activate_totp"), {"code": code(secret)})
