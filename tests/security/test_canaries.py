"""B70 of the catalogue: what would act if it came out as it was typed, in every text there is."""

import json
import re

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, models, transaction
from django.test import Client
from django.utils.html import escape

from events.models import Role, Speaker, User
from registrations import links
from tests import builders, desk

CANARY = "\"'><x-c onx=1>{{7*7}}"
# A tag of ours, or a quote that ends an attribute; in JSON quotes have a backslash before them.
ACTS = re.compile(r"<x-c|(?<!\\)[\"']'?><x-c|\{\{49\}\}", re.IGNORECASE)
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


def texts():
    """Return [(model, field)] of all columns that hold what somebody typed."""
    return [
        (model, field)
        for app in ("events", "registrations")
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not field.choices
        and not field.generated
        and field.name not in NO_TEXT
    ]


def put(model, field):
    """Write the canary into the column of each row; return whether the database took it."""
    text = CANARY
    if isinstance(field, models.URLField):
        text = "https://example.org/" + CANARY
    elif isinstance(field, models.EmailField):
        text = CANARY + "@example.org"
    keys = model._default_manager.values_list("pk", flat=True).order_by("pk")
    for pk in keys[:1] if field.unique else keys:
        try:
            with transaction.atomic():
                model._default_manager.filter(pk=pk).update(**{field.name: text[: field.max_length]})
        except DatabaseError:
            return False
    return bool(keys)


def public(webinar):
    """Return the addresses that visitors and registrants see."""
    person = webinar.registrations.order_by("pk").first()
    mine, page = links.page_path(person), webinar.get_absolute_url()
    others = [links.join_path(person), links.confirm_url(person), links.unsubscribe_url(person)]
    speaker = Speaker.objects.get()
    return [
        *("/", "/webinars/", "/webinars/?q=x-c", "/webinars.atom", "/sitemap.xml", "/contact/", "/about/"),
        *("/privacy/", "/accessibility/", webinar.series.get_absolute_url(), speaker.get_absolute_url()),
        *(page + below for below in ("", "register/", "registered/", "send-link/", "contact/")),
        *(mine + below for below in ("", "cancel/", "return/", "erase/")),
        *(url.removeprefix(settings.SITE_URL) for url in others),
    ]


def looked_at(client, address):
    """Return what a browser would take for a page, "" for anything else."""
    answer = client.get(address)
    assert answer.status_code < 500, address
    body = b"".join(answer).decode(errors="replace")
    return body if re.search("html|xml", answer.get("Content-Type", "")) else ""


def test_no_text_acts_on_any_page_of_any_role(db):
    """B70: a new column of text and a new page are found by themselves."""
    webinar = desk.fill(builders.user())
    wrote = {f"{model.__name__}.{field.name}" for model, field in texts() if put(model, field)}
    webinar.refresh_from_db()
    people = [User.objects.get(is_superuser=True), *(builders.member(role, webinar=webinar) for role in Role)]
    User.objects.update(name=CANARY)
    seen = 0

    for user in [None, *people]:
        client = Client()
        if user:
            client.force_login(User.objects.get(pk=user.pk))
        below = ("admin/", "accounts/") if user == people[0] else ("admin/",)
        pages = desk.addresses(*below).values() if user else public(webinar)
        for address in [*pages, "/admin/search/?q=x-c"]:
            page = looked_at(client, address)
            found = ACTS.search(page)
            assert not found, (user, address, page[max(0, found.start() - 300) : found.end() + 50])
            seen += "x-c" in page

    assert seen > 60
    assert len(wrote) > 60


def test_a_canary_that_comes_out_is_heard():
    assert ACTS.search(f"<p>{CANARY}</p>")
    assert ACTS.search(f'<a title="{CANARY}">')
    assert not ACTS.search(
        escape(CANARY) + json.dumps(CANARY).replace("<", "\\u003c").replace(">", "\\u003e")
    )
