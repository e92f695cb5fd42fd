"""Whoever works on many webinars sees what is theirs, newest first, without reading what is others'."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from registrations import announcements, enquiries, outbox, sweep
from registrations.models import Announcement, Message, Registration
from tests import builders, desk
from tests.builders import NOW

pytestmark = pytest.mark.django_db

MAILS = "admin:registrations_message_changelist"
PEOPLE = "admin:registrations_registration_changelist"
PAGE = 50


@pytest.fixture
def series():
    """A series with three webinars, which take turns with somebody else's in 80 people and mails."""
    series = builders.series()
    webinars = [builders.webinar(series=of) for of in (series, None, series, series)]
    people = Registration.objects.bulk_create(
        Registration(
            webinar=webinars[n % 4],
            name=f"Ada Example {n}",
            email=f"{n}@example.org",
            status="cancelled" if n % 5 == 0 else "registered",
            created_at=NOW - timedelta(minutes=n // 2),  # two of one moment
            changed_at=NOW,
        )
        for n in range(80)
    )
    for n, person in enumerate(people):
        outbox.queue("cancelled" if n % 5 == 0 else "registered", person, NOW)
    Message.objects.filter(pk__in=list(Message.objects.values_list("pk", flat=True)[::3])).update(sent_at=NOW)
    return series


@pytest.fixture
def organiser(client, series):
    client.force_login(builders.member("organiser", series=series))
    return client


def all_pages(client, name, query, number):
    """Return the keys on all pages of a list, which says that it has so many."""
    found = []
    for page in range(1, 2 + max(0, number - 1) // PAGE):
        shown = client.get(f"{reverse(name)}?p={page}{query}").context["cl"]
        assert shown.result_count == number
        found += [row.pk for row in shown.result_list]
    return found


def first(client, name, query):
    return client.get(reverse(name) + query).context["cl"].result_list[0]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("", {}),
        ("&o=2", {}),
        ("&state=sent", {"sent_at__isnull": False}),
        ("&state=waiting", {"sent_at": None, "failed_at": None}),
        ("&state=failed", {"failed_at__isnull": False}),
        ("&kind__exact=cancelled", {"kind": "cancelled"}),
        ("&kind__exact=cancelled&state=sent", {"kind": "cancelled", "sent_at__isnull": False}),
        ("&q=ada", {}),
        ("&q=ada&kind__exact=cancelled", {"kind": "cancelled"}),
    ],
)
def test_their_mails_stand_in_order_on_each_page(organiser, series, query, wanted):
    theirs = Message.objects.filter(registration__webinar__series=series, **wanted).order_by("-pk")
    expected = list(theirs.values_list("pk", flat=True))

    assert all_pages(organiser, MAILS, query, len(expected)) == expected


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("", {}),
        ("&status__exact=cancelled", {"status": "cancelled"}),
        ("&status__exact=registered&country__exact=PE", {"country": "PE"}),
        ("&q=ada", {}),
        ("&q=ada&status__exact=registered", {"status": "registered"}),
    ],
)
def test_their_people_stand_in_order_on_each_page(organiser, series, query, wanted):
    theirs = Registration.objects.filter(webinar__series=series, **wanted).order_by("-created_at", "-pk")
    expected = list(theirs.values_list("pk", flat=True))

    assert all_pages(organiser, PEOPLE, query, len(expected)) == expected


def test_of_many_mails_found_the_latest_are_shown(organiser, series, monkeypatch):
    monkeypatch.setattr("registrations.admin.counting.FOUND", 3)
    theirs = Message.objects.filter(registration__webinar__series=series).order_by("-pk")

    page = organiser.get(reverse(MAILS) + "?q=ada")

    assert list(page.context["cl"].result_list) == list(theirs[:3])
    assert "search or filter to see more than the first 3" in page.content.decode()


def test_all_mails_are_sorted_by_the_order_of_writing_only(admin_client, series):
    """Among a million any other order reads them all."""
    earlier = Message.objects.order_by("pk").first()
    Message.objects.filter(pk=earlier.pk).update(due_at=NOW - timedelta(days=1), sent_at=None)

    assert first(admin_client, MAILS, "?o=4") != earlier
    assert first(admin_client, MAILS, "?o=4&state=waiting") == earlier


@pytest.mark.parametrize(
    ("name", "table", "index"),
    [
        (MAILS, "registrations_message", "message_by_webinar"),
        (PEOPLE, "registrations_registration", "registration_by_webinar_time"),
    ],
)
@pytest.mark.parametrize("query", ["", "?p=2"])
def test_no_page_of_theirs_reads_a_table_whole(organiser, name, table, index, query):
    with CaptureQueriesContext(connection) as queries:
        organiser.get(reverse(name) + query)

    plans = list(plans_of(table, queries))
    assert len(plans) >= 3  # how many, which, and what is shown of them
    assert not [plan for plan in plans if f"Seq Scan on {table}" in plan]
    assert any(f"Index Only Scan using {index}" in plan for plan in plans)


def plans_of(table, queries):
    """Yield how PostgreSQL would go about what was asked of a table if it were long."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        for query in queries:
            if query["sql"].startswith("SELECT") and f'"{table}"' in query["sql"]:
                cursor.execute(f"EXPLAIN {query['sql']}")
                yield "\n".join(line for (line,) in cursor.fetchall())


def test_each_mail_names_the_webinar_it_is_about(monkeypatch):
    webinar = desk.fill()
    news = Announcement.objects.get()
    announcements.send_test(news, "person@example.org", NOW)
    announcements.send(news, NOW, None)
    monkeypatch.setattr("registrations.limits.may_mail_question", lambda *_: False)
    enquiries.ask(builders.details(message="And slides?"), webinar, "digest", NOW)
    enquiries.ask(builders.details(message="Who are you?"), None, "none", NOW)

    assert not Message.objects.unnamed().exists()
    assert set(
        Message.objects.filter(enquiry__webinar=None).values_list("webinar", "registration__webinar")
    ) == {
        (webinar.pk, webinar.pk),
        (webinar.pk, None),
        (None, None),
    }


@pytest.mark.parametrize("put_right", ["migration", "worker"])
def test_mails_of_the_release_before_are_given_their_webinar(put_right):
    """While the new release comes, the one before goes on queueing mails that name none."""
    webinar = desk.fill()
    announcements.send_test(Announcement.objects.get(), "person@example.org", NOW)
    enquiries.ask(builders.details(message="Who are you?"), None, "none", NOW)
    before = dict(Message.objects.values_list("pk", "webinar"))
    Message.objects.update(webinar=None)

    if put_right == "worker":
        sweep.put_right(NOW)
    else:
        import_module("registrations.migrations.0026_copy_webinars_to_mails").copy(apps, None)

    after = dict(Message.objects.values_list("pk", "webinar"))
    assert {pk: after[pk] for pk in before} == before
    assert set(before.values()) == {webinar.pk, None}
