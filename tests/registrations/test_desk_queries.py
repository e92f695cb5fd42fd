"""The organisers' pages take a fixed number of queries, whatever there is on them and whoever looks."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from events import at_once
from events.models import Appearance, Webinar
from registrations.models import Registration
from tests import builders, desk

pytestmark = pytest.mark.django_db
MOST = 12


def address(name, *args):
    return reverse(f"admin:{name}", args=args)


def pages(webinar):
    """Return {name: address} of what organisers open all day."""
    person = Registration.objects.order_by("pk").first()
    people = address("registrations_registration_changelist")
    return {
        "front": address("index"),
        "webinars": address("events_webinar_changelist") + "?state=coming&q=skills",
        "webinar": address("events_webinar_change", webinar.pk),
        "changes": address("events_webinar_history", webinar.pk),
        "mails": address("events_webinar_mails", webinar.pk),
        "health": address("registrations_message_health"),
        "registrations": f"{people}?webinar__id__exact={webinar.pk}&q=ada",
        "person": address("registrations_registration_change", person.pk),
        "enquiries": address("registrations_enquiry_changelist"),
        "messages": address("registrations_message_changelist"),
        "announcements": address("registrations_announcement_changelist"),
        "deletion": address("registrations_retentionrun_changelist"),
        "search": address("search") + "?q=ada",
    }


def fill(webinar, number):
    """Add so many of each to the webinar, and so many webinars of its series beside it."""
    for n in range(number):
        session = builders.session(webinar, order=n, title=f"Session {n}")
        one = builders.appearance(webinar, builders.speaker(f"Ada {n}"), session=session, order=n)
        builders.document(webinar, session=session, appearance=one, url="https://example.org/slides", order=n)
        builders.takeaway(webinar, order=n)
        builders.organiser(webinar, order=n)
        other = builders.coming_webinar(title=f"Skills {n}", series=webinar.series)
        builders.enquiry(name="Ada Example", webinar=other)
        builders.registration(webinar, now=timezone.now())
        failed = builders.message(about=other)
        failed.failed_at, failed.failure, failed.last_error = timezone.now(), "full", f"452 {n}"
        failed.save()


def taken(client, webinar):
    """Return {name of a page: number of queries}, of those that may be seen."""
    found = {}
    for name, url in pages(webinar).items():
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(url)
        if answer.status_code == 200:
            found[name] = len(queries)
    return found


@pytest.mark.parametrize("role", ["", "organiser", "desk", "reader"])
def test_pages_take_as_many_queries_for_much_as_for_little(client, role, settings):
    settings.SECOND_FACTOR_REQUIRED = True  # as in production
    webinar = desk.fill()
    user = builders.member(role, series=webinar.series) if role else builders.user()
    Authenticator.objects.create(user=user, type="totp", data={})
    client.force_login(user)
    taken(client, webinar)  # what a process asks once in its life
    little = taken(client, webinar)

    fill(webinar, 6)
    much = taken(client, webinar)

    assert much == little
    assert max(much.values()) <= MOST, much
    assert ("mails" in much) == (role in {"", "organiser"})


def test_a_page_knows_the_states_of_its_rows_before_it_reads_them(client):
    """What is saved between the two is told for nothing; the other way round it would be lost."""
    webinar = desk.fill()
    client.force_login(builders.user())

    with CaptureQueriesContext(connection) as queries:
        client.get(address("events_webinar_change", webinar.pk))

    tables = ('FROM "events_historicalwebinar"', 'FROM "events_webinar"', 'FROM "events_session"')
    asked = [
        next(number for number, query in enumerate(queries) if table in query["sql"]) for table in tables
    ]
    assert asked == sorted(asked)


def test_rows_that_come_with_a_page_are_those_that_django_fetches(django_assert_num_queries):
    webinar = desk.fill()
    fill(webinar, 2)
    kinds = {rows.model: rows.joined for rows in admin.site.get_model_admin(Webinar).inlines}
    page = Webinar.objects.get(pk=webinar.pk)

    with django_assert_num_queries(1):
        at_once.fetch_rows(page, kinds)
    with django_assert_num_queries(0):
        found = {model: list(at_once.fetched(page, model)) for model in kinds}
        pointed_at = [str(row.session) for row in found[Appearance]]
        assert {row.webinar for rows in found.values() for row in rows} == {page}

    assert pointed_at[1:] == ["Session 0", "Session 1"]
    for model, rows in found.items():
        expected = model.objects.filter(webinar=page)
        assert list(map(columns, rows)) == list(map(columns, expected)) != []


def columns(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
