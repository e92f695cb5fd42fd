"""B70 of the catalogue: what would act if it came out as it was typed, in every text there is."""

import json
import re
from datetime import timedelta
from itertools import product

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, models, transaction
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from events import pdf, record
from events.models import Record, Role, Series, Speaker, User, Webinar
from registrations import links, mails
from registrations.models import Announcement, Enquiry, EnquiryReply, Heartbeat, LinkRequest, Message
from tests import builders, desk, forms_of

CANARY = "\"'><x-c onx=1>{{7*7}}"
# A tag of ours, or a quote that ends an attribute; in JSON quotes have a backslash before them.
ACTS = re.compile(r"<x-c|(?<!\\)[\"']'?><x-c", re.IGNORECASE)
# What the rest of the program reads as something else than text: a zone, a key, a part of an address.
NO_TEXT = {
    "time_zone",
    "cities",
    "slug",
    "language",
    "form_key",
    "key",
    "address_key",
    "password",
    "file",
    "logo",
    "picture",
    "portrait",
}
SHOWN = [
    (LogEntry, "object_repr"),
    (LogEntry, "change_message"),
    (UserSession, "user_agent"),
    (EmailAddress, "email"),
]


def texts():
    """Return [(model, field)] of all columns that hold what somebody typed, in the trail, too."""
    own = [model for app in ("events", "registrations") for model in apps.get_app_config(app).get_models()]
    return [
        (model, field)
        for model in own
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not field.choices
        and not field.generated
        and field.name not in NO_TEXT
    ] + [(model, model._meta.get_field(name)) for model, name in SHOWN]


def put(model, field):
    """Write the canary into the column of each row; return whether the database took one at least."""
    text = CANARY
    if isinstance(field, models.URLField):
        text = "https://example.org/" + CANARY
    elif isinstance(field, models.EmailField):
        text = CANARY + "@example.org"
    taken = False
    for pk in model._default_manager.values_list("pk", flat=True).order_by("pk"):
        try:
            with transaction.atomic():
                model._default_manager.filter(pk=pk).update(**{field.name: text[: field.max_length]})
            taken = True
        except DatabaseError:
            # One row alone may have this text.
            continue
    return taken


@pytest.fixture
def webinar(db):
    """A webinar at a site with the canary in every text of every table."""
    administrator, now = builders.user(), timezone.now()
    webinar = desk.fill(administrator)
    record.note(Record.Kind.EXPORT, administrator, now, "A webinar")
    Heartbeat.objects.touch("worker", now)
    LinkRequest.objects.create(email="ada@example.org", webinar=webinar, asked_at=now)
    EmailAddress.objects.create(user=administrator, email=administrator.email)
    kind = ContentType.objects.get_for_model(Announcement)
    entry = {"action_flag": CHANGE, "user": administrator, "content_type": kind, "action_time": now}
    LogEntry.objects.create(object_id=Announcement.objects.get().pk, object_repr="x", **entry)
    keys = {"session_key": "x", "user": administrator, "ip": "192.0.2.1"}
    UserSession.objects.create(user_agent="x", last_seen_at=now, created_at=now, **keys)
    for role in Role:
        builders.member(role, webinar=webinar)
    unwritten = [f"{model.__name__}.{field.name}" for model, field in texts() if not put(model, field)]
    assert unwritten == []  # a new table needs a row above
    webinar.refresh_from_db()
    return webinar


def public(webinar):
    """Return the addresses that visitors and registrants see."""
    person = webinar.registrations.order_by("pk").first()
    mine, page = links.page_path(person), webinar.get_absolute_url()
    others = [links.join_path(person), links.confirm_url(person), links.unsubscribe_url(person)]
    speaker, series = Speaker.objects.get(), Series.objects.get()
    return [
        *("/", "/webinars/", "/webinars/?q=x-c", "/webinars.atom", "/sitemap.xml", "/contact/", "/about/"),
        *("/privacy/", "/accessibility/", series.get_absolute_url(), speaker.get_absolute_url()),
        *(page + below for below in ("", "register/", "registered/", "send-link/", "contact/")),
        *(mine + below for below in ("", "cancel/", "return/", "erase/")),
        *(url.removeprefix(settings.SITE_URL) for url in others),
    ]


def looked_at(answer, *about):
    """Return what a browser would take for a page, "" for anything else; nothing may act in it."""
    assert answer.status_code < 500, about
    body = b"".join(answer).decode(errors="replace")
    page = body if re.search("html|xml", answer.get("Content-Type", "")) else ""
    found = ACTS.search(page)
    assert not found, (*about, page[max(0, found.start() - 300) : found.end() + 50])
    return page


def send_forms(client, page, address, sent):
    """Send each form that is not sent yet with the canary in each field, and take that back."""
    for to, fields in forms_of.posted(page, address) if "<form" in page else []:
        if to not in sent and "logout" not in to:
            sent.add(to)
            with transaction.atomic():
                looked_at(client.post(to, dict.fromkeys(fields, CANARY)), to)
                transaction.set_rollback(True)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def test_no_text_acts_on_any_page_of_any_role(webinar):
    """B70 B16: nor where a form comes back with it; a new column and a new page are found by themselves."""
    seen, sent = set(), set()
    for user in [None, *User.objects.order_by("pk")]:
        client = signed_in(user) if user else Client()
        below = ("admin/", "accounts/") if user and user.is_superuser else ("admin/",)
        pages = desk.addresses(*below).values() if user else public(webinar)
        for address in [*pages, "/admin/search/?q=x-c"]:
            page = looked_at(client.get(address), user, address)
            if "x-c" in page:
                seen.add(address)
            if not user or user.is_superuser:
                send_forms(client, page, address, sent)

    assert len(seen) > 60
    assert len(sent) > 40
    trails = [address for address in seen if address.endswith("/history/")]
    assert len(trails) >= 7  # webinar, series, speaker, organisation, page, site, announcement
    assert {"/admin/events/record/", "/accounts/sessions/", "/accounts/email/", "/admin/"} <= seen


def test_no_name_of_a_passkey_acts(db):
    """B70"""
    user = builders.user()
    data = {"name": CANARY, "credential": {}, "passwordless": True}
    passkey = Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data=data)
    client = signed_in(user)
    client.post("/accounts/reauthenticate/", {"password": "a long enough password"})
    for page in ("", f"keys/{passkey.pk}/edit/"):
        assert "x-c" in looked_at(client.get(f"/accounts/2fa/webauthn/{page}"), page)


def test_no_text_acts_in_any_state_of_a_webinar(webinar):
    """B70: on its page, in its preview and in the printed programme."""
    client, page = signed_in(User.objects.get(is_superuser=True)), webinar.get_absolute_url()
    day, now = timedelta(days=1), timezone.now()
    for status, days in product(["draft", "published", "postponed", "cancelled"], [-30, 30]):
        begins = now + days * day
        webinar.sittings.all().delete()
        times = {"starts_at": begins, "ends_at": begins + day / 24, "published_at": now - 60 * day}
        Webinar.objects.filter(pk=webinar.pk).update(status=status, **times)
        for address in (f"{page}?afresh", f"/admin/events/webinar/{webinar.pk}/preview/"):
            looked_at(client.get(address), status, days, address)
        printed = pdf.page(Webinar.objects.get(pk=webinar.pk), now)
        assert "x-c" in printed
        assert not ACTS.search(printed), (status, days)


def test_no_text_acts_in_the_html_of_any_mail(webinar):
    """B70: with the canary in what a message remembers, too."""
    was = [[1, builders.START.isoformat(), builders.START.isoformat(), CANARY]]
    facts = {**builders.FACTS, "was": was, "fields": ["organisation", "answers"], "stretch": 1}
    facts |= {"dropped": was, "reply": EnquiryReply.objects.get().pk, "to": "person@example.org"}
    enquiry, registration = Enquiry.objects.first(), webinar.registrations.order_by("pk").first()
    about = {"announcement": Announcement.objects.get()}
    client = signed_in(User.objects.get(is_superuser=True))
    for kind in Message.Kind:
        whose = {"enquiry": enquiry} if "enquiry" in kind else {"registration": registration}
        message = Message(kind=kind, key="x", facts=facts, created_at=timezone.now(), **whose, **about)
        mail = mails.build(message, builders.NOW)
        assert "x-c" in mail.html, kind
        assert not ACTS.search(mail.html), kind
        looked_at(client.get(f"/admin/events/webinar/{webinar.pk}/mails/{kind}/"), kind)


def test_nothing_that_is_asked_for_acts_on_a_page_of_an_error(webinar):
    """B70 B16"""
    client = signed_in(User.objects.get(is_superuser=True))
    for address in ("/webinars/", "/", "/admin/events/webinar/", "/admin/events/webinar/9/change/"):
        asked = {"q": CANARY, CANARY: CANARY, "page": CANARY, "next": CANARY}
        looked_at(client.get(address, asked), address)
        looked_at(client.get(address + CANARY + "/"), address)
        looked_at(client.post(address, {"title": CANARY, CANARY: CANARY}), address)
    looked_at(client.generic("FOO", "/admin/" + CANARY), "method")


def test_a_canary_that_comes_out_is_heard():
    assert ACTS.search(f"<p>{CANARY}</p>")
    assert ACTS.search(f'<a title="{CANARY}">')
    assert not ACTS.search(
        escape(CANARY) + json.dumps(CANARY).replace("<", "\\u003c").replace(">", "\\u003e")
    )
