"""Everything below /admin/ and /accounts/, asked for as each role, for what is theirs and what is not."""

import re
from contextlib import nullcontext
from pathlib import Path

from django.contrib.admindocs.views import simplify_regex
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.urls import get_resolver
from django.urls.resolvers import RegexPattern, URLResolver
from django.utils import timezone

from events.models import Member, Page, Record, Site, User, Webinar
from registrations.models import Needs, Question, RetentionRun
from tests import builders
from tests.security.addresses import assert_headers
from tests.webinar_site.signing_in import PASSWORD

TABLE = Path(__file__).parent / "rights.txt"
PERSON, NEED, ELSEWHERE = "Xanthippe", "Braille", "Quagmire"  # never shown to whom they are not for
TYPED = {"post": "yes", "format": "csv", "login": "", "password": ""}
WORDS = {
    "kind": "registered",
    "name": "move",
    "deed": "cancel",
    "app_label": "events",
    "url": "x",
    "key": "x",
    "uidb36": "x",
}


def expected():
    """Return {address: {role: cell}} as the tables say it."""
    found = {}
    for line in TABLE.read_text().splitlines():
        first, *cells = re.split(r"\s{2,}", line.strip())
        if first == "address":
            columns = cells
        elif first.startswith("/"):
            found[first] = dict(zip(columns, cells, strict=True))
    return found


def routes(patterns=None, before="/"):
    """Return each address below /admin/ and /accounts/ as its pattern."""
    for pattern in patterns or get_resolver().url_patterns:
        regex = isinstance(pattern.pattern, RegexPattern)
        own = simplify_regex(str(pattern.pattern)).lstrip("/") if regex else str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, before + own)
        elif (before + own).startswith(("/admin/", "/accounts/")):
            yield before + own


class World:
    """One of everything: a webinar in a series with its programme and its people."""

    def __init__(self, mark=""):
        now = timezone.now()
        self.series = builders.series(title=f"Row {mark}")
        self.webinar = builders.coming_webinar(title=f"Webinar {mark}", series=self.series)
        builders.admission(webinar=self.webinar, needs="on")
        self.speaker = builders.speaker(f"Ada {mark}")
        builders.appearance(self.webinar, self.speaker)
        builders.session(self.webinar, title="Opening")
        builders.takeaway(self.webinar)
        self.document = builders.document(self.webinar, file=ContentFile(b"%PDF-1.7", name="x.pdf"))
        self.organisation = builders.organisation()
        builders.organiser(self.webinar, organisation=self.organisation)
        who = {"name": f"{PERSON} {mark}", "email": f"{PERSON}{mark}@example.org"}
        self.registration = builders.registration(self.webinar, now, **who)
        question = Question.objects.create(webinar=self.webinar, kind="short", text="Why?", why="So.")
        answer = {"asked": "Why?", "version": 1, "value": f"{PERSON} {mark}", "answered_at": now}
        self.registration.answers.create(question=question, **answer)
        Needs.objects.create(registration=self.registration, kinds=["other"], text=f"{NEED} {mark}")
        self.enquiry = builders.enquiry(webinar=self.webinar, **who, message=f"{PERSON} {mark}")
        self.announcement = self.webinar.announcements.create(subject=mark or "News", text="Some.")
        self.message = self.registration.messages.first()
        self.message.failed_at, self.message.last_error = now, f"550 {PERSON}"
        self.message.save()
        if mark:
            Webinar.objects.filter(pk=self.webinar.pk).update(status="draft")
        self.page, self.site = Page.objects.first(), Site.objects.get()
        self.user = User.objects.create_user(f"somebody{mark}@example.org")
        self.record = Record.objects.create(kind="export", at=now, about=mark)
        self.retentionrun = RetentionRun.objects.get_or_create(day=now, defaults={"started_at": now})[0]

    def address(self, route):
        """Return the address of a pattern for this world's row of the model that it names."""
        model = "webinar" if "over-time" in route else (route.split("/") + [""] * 4)[3]
        found = getattr(self, model, None)

        words = {**WORDS, "document": str(self.document.pk)} | ({"kind": "png"} if "/qr." in route else {})

        def filled(match):
            name = match[1].rpartition(":")[2]
            return words.get(name) or str(found.pk if found else 1)

        return re.sub(r"<([^>]+)>", filled, route)


def client_of(role, series):
    client = Client(raise_request_exception=False)
    if role == "administrator":
        client.force_login(builders.user("administrator@example.org"))
    elif role != "stranger":
        user = User.objects.create_user(f"{role.split()[0]}@example.org", PASSWORD, is_staff=True)
        if role not in {"no role", "signed in"}:
            Member.objects.create(user=user, series=series, role=role)
        client.force_login(user)
    return client


def ask(client, method, address):
    """Return (status, text) of one answer, which nobody may keep, and leave everything as it was."""
    cookies = client.cookies.copy()
    with transaction.atomic() if method == "post" else nullcontext():
        answer = getattr(client, method)(address, TYPED if method == "post" else {})
        text = b"".join(answer).decode(errors="replace") + answer.get("Location", "")
        assert "no-store" in answer["Cache-Control"], address
        assert_headers(answer)
        for close in answer._resource_closers:
            close()
        if method == "post":
            transaction.set_rollback(True)
    client.cookies = cookies
    return answer.status_code, text


def told(role, text):
    """Return what is told to a role that it must not know."""
    hidden = {"administrator": [], "organiser": [ELSEWHERE], "desk": [ELSEWHERE, NEED]}
    return [secret for secret in hidden.get(role, [ELSEWHERE, NEED, PERSON]) if secret in text]


def cell(client, role, route, own, foreign):
    """Return how one address answers: GET and POST, each own/foreign where it names somebody's row."""
    worlds = [own, foreign] if "<" in route and role in {"reader", "desk", "organiser"} else [own]
    words = []
    for method in ("get", "post"):
        answers = [ask(client, method, world.address(route)) for world in worlds]
        words.append("/".join(dict.fromkeys(str(status) for status, _text in answers)))
        words += [f"tells {secret}" for _status, text in answers for secret in told(role, text)]
    return " ".join(words)


def walk(role, own, foreign, addresses):
    client = client_of(role, own.series)
    return {route: cell(client, role, route, own, foreign) for route in addresses}
