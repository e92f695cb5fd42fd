"""Nothing tells a stranger whether an address is known: not page, status, headers, length or queries.

Where a known address needs other queries than an unknown one, the difference is written down here with
its reason. Nothing in a request waits for mail: it is queued, and sent by the worker.
"""

import os
import re
import statistics
import time
from datetime import timedelta
from functools import cache

import pytest
from django.conf import global_settings
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from events.models import User
from registrations import links, seats, visitor_form
from registrations.models import Admission, Registration
from tests import builders

pytestmark = pytest.mark.django_db

SAMPLES = 200
KNOWN, UNKNOWN = "kn@example.org", "un@example.org"  # of the same length
DIFFERENT = {"X-Request-ID"}  # in each answer, whoever asks


@pytest.fixture
def webinar():
    return builders.coming_webinar()


def register(webinar, email):
    path = reverse("registrations:register", args=[webinar.slug])
    return path, {"name": "Ada Example", "email": email, "stamp": stamp(f"register {webinar.pk}")}


def send_link(webinar, email):
    path = reverse("registrations:send_link", args=[webinar.slug])
    return path, {"email": email, "stamp": stamp("send-link")}


def send_links(webinar, email):
    return reverse("registrations:send_links"), {"email": email, "stamp": stamp("send-link")}


def contact(webinar, email):
    fields = {"name": "Ada Example", "email": email, "subject": "Captions", "message": "Are there any?"}
    return reverse("registrations:webinar_contact", args=[webinar.slug]), {
        **fields,
        "stamp": stamp("contact"),
    }


FORMS = [register, send_link, send_links, contact]


def stamp(purpose):
    return visitor_form.new_stamp(purpose, timezone.now() - timedelta(minutes=1))


def known_as(status, webinar):
    """Make the known address known at the webinar, in a status."""
    now = timezone.now() - timedelta(hours=2)
    if status == "unconfirmed":
        Admission.objects.update_or_create(webinar=webinar, defaults={"asks_confirmation": True})
    if status in {"pending", "declined"}:
        Admission.objects.update_or_create(webinar=webinar, defaults={"asks_approval": True})
    if status == "waitlisted":
        Admission.objects.update_or_create(webinar=webinar, defaults={"capacity": 0})
    registration = builders.registration(webinar, now, email=KNOWN)
    if status == "cancelled":
        seats.cancel(registration, now)
    if status == "declined":
        seats.decline(registration, now, by=None)
    assert registration.status == status


def seen(answer):
    """Return all that a stranger sees of an answer."""
    headers = {name: value for name, value in answer.headers.items() if name not in DIFFERENT}
    return answer.status_code, headers, answer.content


@pytest.mark.parametrize(
    "status", ["registered", "unconfirmed", "pending", "waitlisted", "cancelled", "declined"]
)
@pytest.mark.parametrize("form", FORMS)
def test_a_form_answers_alike_for_known_and_unknown_addresses(client, webinar, form, status):
    """B104: the answer and the page it leads to."""
    known_as(status, webinar)

    known, unknown = (client.post(*form(webinar, email)) for email in (KNOWN, UNKNOWN))

    assert seen(known) == seen(unknown)
    assert known.status_code == 302
    pages = [client.get(answer.url) for answer in (known, unknown)]
    assert seen(pages[0]) == seen(pages[1])


@pytest.mark.parametrize("form", FORMS)
def test_an_address_that_gets_no_more_mails_is_answered_alike(client, webinar, form):
    """B28 and B104: neutral answers continue when the limit is reached."""
    now = timezone.now() - timedelta(hours=2)
    for _ in range(12):
        builders.registration(builders.coming_webinar(), now, email=KNOWN)

    known, unknown = (client.post(*form(webinar, email)) for email in (KNOWN, UNKNOWN))

    assert seen(known) == seen(unknown)


@pytest.mark.parametrize("mistake", [{"name": ""}, {"stamp": ""}], ids=["no name", "no stamp"])
def test_a_form_that_comes_back_says_nothing_about_the_address(client, webinar, mistake):
    """B104"""
    known_as("registered", webinar)
    pages = []
    for email in (KNOWN, UNKNOWN):
        path, fields = register(webinar, email)
        page = client.post(path, {**fields, **mistake}).content.decode()
        pages.append(re.sub(r'name="stamp" value="[^"]*"', "", page).replace(email, "EMAIL"))

    assert pages[0] == pages[1]


def shapes(client, path, fields):
    """Return the statements of a request as verb and table, savepoints left out."""
    with CaptureQueriesContext(connection) as queries:
        assert client.post(path, fields).status_code == 302
    statements = [query["sql"].strip() for query in queries]
    return [shape(each) for each in statements if not each.startswith(("SAVEPOINT", "RELEASE"))]


def shape(statement):
    table = re.search(r'(?:FROM|INTO|UPDATE) "?((?:events|registrations)_\w+)', statement)
    return f"{statement.split()[0]} {table[1] if table else ''}".strip()


def differences(client, webinar, form):
    """Return (only for the known address, only for the unknown one)."""
    known_as("registered", webinar)
    known, unknown = (shapes(client, *form(webinar, email)) for email in (KNOWN, UNKNOWN))
    return without(known, unknown), without(unknown, known)


def without(these, those):
    rest = list(those)
    return [each for each in these if each not in rest or rest.remove(each)]


@pytest.mark.parametrize("form", [contact, send_link, send_links])
def test_asking_takes_the_same_queries_for_every_address(client, webinar, form):
    """B104: the worker looks the address up, after the answer."""
    assert differences(client, webinar, form) == ([], [])


def test_registering_differs_by_what_there_is_to_store(client, webinar):
    """B104: both queue one mail; a new registration is stored, with its journal and its place, a known one
    is marked as asked for again, once it is clear that an hour has passed."""
    assert differences(client, webinar, register) == (
        ["UPDATE registrations_registration", "SELECT registrations_message"],
        [
            "INSERT registrations_registration",
            "INSERT registrations_journalentry",
            "UPDATE registrations_places",
        ],
    )


def test_confirming_answers_alike_whatever_is_wrong_with_the_link(client, webinar):
    """B104: of an address that was never known, one erased since, a link that was replaced."""
    registration = builders.registration(webinar, timezone.now())
    replaced = links.token(links.CONFIRM, registration)
    registration.link_version += 1
    registration.save(update_fields=["link_version"])
    registration.pk += 1000
    erased = links.token(links.CONFIRM, registration)
    never = erased[:-1] + ("A" if erased[-1] != "A" else "B")

    for method in (client.get, client.post):
        answers = [seen(method(f"/confirm/{token}/")) for token in (replaced, erased, never)]
        assert answers[0] == answers[1] == answers[2]
        assert answers[0][0] == 404


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/password/reset/"])
def test_signing_in_and_resetting_answer_alike(client, path):
    """B104: organisers' addresses are nobody's business, either."""
    builders.user(email=KNOWN)
    pages = []
    for email in (KNOWN, UNKNOWN):
        answer = client.post(path, {"login": email, "email": email, "password": "wrong wrong wrong"})
        page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", answer.content.decode())
        pages.append((answer.status_code, answer.get("Location"), page.replace(email, "EMAIL")))

    assert pages[0] == pages[1]


def wrong_link(webinar, email):
    """A link that was replaced since, or one of a registration that never was."""
    registration = webinar.registrations.with_address(email).first() or Registration(pk=10**9)
    registration.link_version += 1
    return f"/confirm/{links.token(links.CONFIRM, registration)}/", {}


@cache
def password():
    return make_password("right right right")


def sign_in(webinar, email):
    if webinar.registrations.with_address(email).exists():
        User.objects.create(email=email, password=password())
    return "/accounts/login/", {"login": email, "password": "wrong wrong wrong"}


@pytest.mark.skipif(os.environ.get("TEST_LONG") != "1", reason="times are only reported, by make test-long")
@pytest.mark.parametrize("form", [*FORMS, wrong_link, sign_in])
def test_times_for_known_and_unknown_addresses_are_reported(client, form, capsys, settings):
    """B104: 200 samples each, 50 of signing in, now one first, now the other; printed, not asserted."""
    settings.PASSWORD_HASHERS = global_settings.PASSWORD_HASHERS
    seconds, statuses = {"known": [], "unknown": []}, set()
    samples = 50 if form is sign_in else SAMPLES
    for n in range(samples):
        webinar = builders.coming_webinar()
        emails = {"known": f"known-{n:04}@example.org", "unknown": f"other-{n:04}@example.org"}
        builders.registration(webinar, timezone.now() - timedelta(hours=2), email=emails["known"])
        client.defaults["REMOTE_ADDR"] = f"192.0.2.{n}"
        for who in sorted(emails, reverse=n % 2):
            path, fields = form(webinar, emails[who])
            start = time.perf_counter()
            statuses.add(client.post(path, fields).status_code)
            seconds[who].append(time.perf_counter() - start)
    assert len(statuses) == 1
    with capsys.disabled():
        medians = {who: f"{statistics.median(times) * 1000:.2f} ms" for who, times in seconds.items()}
        print(f"\n{form.__name__}: {samples} samples each, medians {medians}")
