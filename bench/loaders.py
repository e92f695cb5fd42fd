"""Many rows within a minute: PostgreSQL copies what the site itself made once. Imported inside new_site().

.venv/bin/python bench/loaders.py 1000 1000000 fills the database of `make run`, or that of DATABASE_URL,
with so many webinars and registrations, each with its journal and its mail, sent.
"""

import os
import sys
from datetime import timedelta
from pathlib import Path

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "webinar_site.settings")
    sys.path.insert(0, str(Path(__file__).parent.parent))
    import django

    django.setup()

from django.db import connection
from django.utils import timezone

from events.models import Webinar
from registrations import seats
from registrations.models import Admission, Places

WAITING = 50  # at each webinar, which is full
A_WEBINAR = {"status": "published", "time_zone": "Europe/Zurich"}


def webinars(number, capacity=None, title="Measured"):
    """Return so many new webinars, one a day from ten days ahead."""
    first = Webinar.objects.count() + 1
    start = timezone.now() + timedelta(days=10)
    rows = Webinar.objects.bulk_create(
        Webinar(
            title=f"{title} {n}",
            slug=f"{title.lower()}-{n}",
            starts_at=start + timedelta(days=n - first),
            ends_at=start + timedelta(days=n - first, minutes=90),
            published_at=start,
            **A_WEBINAR,
        )
        for n in range(first, first + number)
    )
    Admission.objects.bulk_create(Admission(webinar=row, capacity=capacity) for row in rows)
    Places.objects.bulk_create(Places(webinar=row) for row in rows)
    return rows


def registrations(rows, number):
    """Fill these webinars with so many registrations each, of which the last fifty wait."""
    seated = number - WAITING
    one_place = webinars(1, capacity=1, title="Copied")[0]
    now = timezone.now()
    pks = f"unnest(ARRAY{[row.pk for row in rows]}) AS webinar (pk)"
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        for who, many, rank in (("registered", seated, "NULL"), ("waitlisted", WAITING, "n")):
            details = {"name": "Ada Example", "email": f"{who}@example.org"}
            original = seats.register(one_place, details, f"copied {who}", now)
            assert original.status == who
            copy(
                cursor,
                original,
                f"{pks}, generate_series(1, {many}) AS n",
                webinar_id="webinar.pk",
                waitlist_number=rank,
                email=f"'{who}-' || webinar.pk || '-' || n || '@example.org'",
                reference="lpad(nextval('registrations_registration_id_seq')::text, 9, '0')",
                form_key="'copied'",
            )
            copies = f"{pks}, registrations_registration AS copied"
            of = f"copied.webinar_id = webinar.pk AND copied.status = '{who}' AND copied.form_key = 'copied'"
            copy(cursor, original.journal.get(), copies, of, registration_id="copied.id")
            copy(
                cursor,
                original.messages.get(),
                copies,
                of,
                registration_id="copied.id",
                webinar_id="copied.webinar_id",
                key=f"'registration:' || copied.id || ':{who}:0'",
                address_key="md5(copied.email)",
                attempts="1",
                sent_at="now()",
            )
        cursor.execute("RESET statement_timeout")
    Admission.objects.filter(webinar__in=rows).update(capacity=seated)
    Places.objects.filter(webinar__in=rows).update(taken=seated, last_waitlist_number=WAITING)


def copy(cursor, row, source, condition="true", **columns):
    """Insert a copy of `row` for each row of `source`, with these columns instead of its own, all in SQL."""
    table = row._meta.db_table
    names = [field.column for field in row._meta.concrete_fields if not field.primary_key]
    values = [columns.get(name, f'original."{name}"') for name in names]
    into = ", ".join(f'"{name}"' for name in names)
    cursor.execute(
        f"INSERT INTO {table} ({into}) SELECT {', '.join(values)} FROM {table} AS original, {source}"
        f" WHERE original.id = {row.pk} AND {condition}"
    )


def buckets(number):
    """Fill in what is left of the limits of so many networks."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO registrations_bucket (name, tokens, at)"
            " SELECT 'register ' || md5(gen_random_uuid()::text), 499, now() FROM generate_series(1, %s)",
            [number],
        )


def main(number="1000", in_all="1000000"):
    rows = webinars(int(number))
    registrations(rows, int(in_all) // len(rows))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


if __name__ == "__main__":
    main(*sys.argv[1:])
