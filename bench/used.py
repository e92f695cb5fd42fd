"""What gathers on a site that is used: a series with the older half of all webinars, whoever works on it,
questions, announcements, and mails that wait or were given up. For new_site().
"""

import loaders
from django.db import connection
from django.utils import timezone

from events.models import Member, Role, Series, User, Webinar
from registrations import enquiries
from registrations.models import Announcement, Message

ENQUIRIES, ANNOUNCEMENTS = 20, 2  # at each webinar
ONE_IN = 200  # mails was given up, and one waits
PERSON = {"name": "Ada Example", "email": "ada@example.org"}


def fill(number, in_all):
    """Fill the site with so many webinars and registrations; return {role: User}."""
    rows = loaders.webinars(number)
    older, newer = rows[: number // 2], rows[number // 2 :]
    series = Series.objects.create(title="Measured series", slug="measured")
    Webinar.objects.filter(pk__in=[row.pk for row in older]).update(series=series)
    for half in (older, newer):  # so that all others' rows are newer than those of the series
        loaders.registrations(half, in_all // number)
        asked(half)
        written(half)
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        undelivered(cursor)
        cursor.execute("VACUUM ANALYZE")
    return users(series, newer[0])


def users(series, webinar):
    """Return {words for it: User} of each role there is to measure."""
    found = {"administrator": User.objects.create_superuser("admin@example.org", "x" * 20)}
    for words, role, of in (
        ("organiser of the series", Role.ORGANISER, {"series": series}),
        ("desk of the series", Role.DESK, {"series": series}),
        ("reader of the series", Role.READER, {"series": series}),
        ("organiser of one webinar", Role.ORGANISER, {"webinar": webinar}),
    ):
        address = f"{words.replace(' ', '-')}@example.org"
        found[words] = User.objects.create_user(address, "x" * 20, is_staff=True)
        Member.objects.create(user=found[words], role=role, **of)
    return found


def asked(rows):
    """Let each webinar be asked questions, of which the first is new."""
    details = {**PERSON, "subject": "Captions", "message": "Will there be captions?"}
    first = enquiries.ask(details, rows[0], f"asked {rows[0].pk}", timezone.now())
    source = f"unnest(ARRAY{[row.pk for row in rows]}) AS webinar (pk), generate_series(1, {ENQUIRIES}) AS n"
    with connection.cursor() as cursor:
        loaders.copy(
            cursor,
            first,
            source,
            webinar_id="webinar.pk",
            status="CASE n WHEN 1 THEN 'new' ELSE 'answered' END",
            reference="'Q' || lpad(nextval('registrations_enquiry_id_seq')::text, 8, '0')",
            form_key="md5(webinar.pk || ' ' || n)",
        )
        loaders.copy(
            cursor,
            first.messages.order_by("pk").first(),
            "registrations_enquiry AS copied",
            f"copied.id > {first.pk}",
            enquiry_id="copied.id",
            webinar_id="copied.webinar_id",
            key="'enquiry:' || copied.id",
            attempts="1",
            sent_at="now()",
        )


def written(rows):
    Announcement.objects.bulk_create(
        Announcement(webinar=row, subject=f"News {n}", text="Some news.", sent_at=timezone.now(), count=950)
        for row in rows
        for n in range(ANNOUNCEMENTS)
    )


def undelivered(cursor):
    table = Message._meta.db_table
    cursor.execute(
        f"UPDATE {table} SET sent_at = NULL, failed_at = now(), failure = 'full' WHERE id % {ONE_IN} = 0"
    )
    cursor.execute(f"UPDATE {table} SET sent_at = NULL WHERE id % {ONE_IN} = 1")
