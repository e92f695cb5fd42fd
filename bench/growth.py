"""P4: whether any statement of one registration costs more the more people have registered before.

Fills one webinar, all seated but the last hundred, and asks PostgreSQL to explain each statement of opening
the form and of sending it, run for real, then undone. Prints milliseconds, and tables read from end to end.
"""

import os
import re
import statistics
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).parent.parent
ROWS = int(os.environ.get("BENCH_ROWS", "100000"))
TURNS = 5
GROWING = ("registrations_registration", "registrations_message", "registrations_journalentry")
FILL = """
INSERT INTO registrations_registration (webinar_id, reference, name, email, organisation, job_title, country,
  "group", question, language, time_zone, is_reminded, status, waitlist_number, form_key, link_version,
  calendar_sequence, created_at, changed_at)
SELECT %(webinar)s, 'R' || n, 'Ada Example', 'filled-' || n || '@example.org', '', '', '', '', '', 'en', '',
  true, CASE WHEN n <= %(seated)s THEN 'registered' ELSE 'waitlisted' END,
  CASE WHEN n <= %(seated)s THEN NULL ELSE n - %(seated)s END, 'form-' || n, 1, 0, now(), now()
FROM generate_series(%(first)s, %(last)s) AS n;
INSERT INTO registrations_journalentry (registration_id, deed, at)
SELECT id, status, created_at FROM registrations_registration WHERE reference BETWEEN 'R' AND 'S';
INSERT INTO registrations_message (kind, priority, registration_id, key, facts, address_key, created_at,
  due_at, attempts, last_error, sent_at)
SELECT status, 0, id, 'filled:' || id, '{}', md5(email), created_at, created_at, 1, '', now()
FROM registrations_registration WHERE reference BETWEEN 'R' AND 'S';
UPDATE registrations_places SET taken = %(seated)s, last_waitlist_number = 100 WHERE webinar_id = %(webinar)s;
"""


def main():
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # as root: PostgreSQL runs as another user
        for name in ("DATABASE_URL", "SITE_URL", "EMAIL_URL"):
            os.environ.pop(name, None)
        os.environ |= {"DJANGO_SETTINGS_MODULE": "webinar_site.settings", "VAR_FOLDER": folder}
        sys.path.insert(0, str(ROOT))
        import django

        django.setup()
        from webinar_site.management.commands import serve

        serve.prepare()
        tables = [explained(rows) for rows in (100, ROWS)]
    report(*tables)


def report(few, many):
    print(f"   ms with 100   with {ROWS:,}   statement")
    for (statement, before, _), (_, after, scanned) in zip(few, many, strict=True):
        note = f"   READS ALL OF {', '.join(scanned)}" if scanned else ""
        print(f"{before:14.3f} {after:12.3f}   {statement[:80]}{note}")
    sums = [sum(row[1] for row in table) for table in (few, many)]
    print(f"{sums[0]:14.3f} {sums[1]:12.3f}   all {len(many)} statements, ratio {sums[1] / sums[0]:.2f}")


def explained(rows):
    """Return [(statement, median milliseconds, growing tables read from end to end)] of one registration."""
    from django.db import connection

    webinar = filled_webinar(rows)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    turns = []
    for turn in range(TURNS + 1):
        seen = []
        with connection.execute_wrapper(lambda *call, seen=seen: explain(seen, *call)):
            register(webinar, f"{rows}-{turn}")
        turns.append(seen)
    del turns[0]  # the first fills the caches
    return [
        (
            calls[0][0],
            statistics.median(call[1] for call in calls),
            sorted({table for call in calls for table in call[2]}),
        )
        for calls in zip(*turns, strict=True)
    ]


def explain(seen, execute, sql, params, many, context):
    """Note what PostgreSQL says of a statement that it runs and undoes; then run it."""
    statement = sql.rsplit(";", 1)[-1].strip()  # limits.py sends two on one trip, the second reads rows
    if statement.split(" ", 1)[0].upper() in {"SELECT", "INSERT", "UPDATE", "DELETE"}:
        cursor = context["cursor"].cursor
        cursor.execute("SAVEPOINT explaining" if context["connection"].in_atomic_block else "BEGIN")
        cursor.execute(f"EXPLAIN (ANALYZE) {statement}", params)
        plan = "\n".join(line for (line,) in cursor.fetchall())
        undo = "ROLLBACK TO explaining" if context["connection"].in_atomic_block else "ROLLBACK"
        cursor.execute(undo)
        took = sum(float(each) for each in re.findall(r"(?:Planning|Execution) Time: ([\d.]+)", plan))
        scanned = [table for table in GROWING if f"Seq Scan on {table}" in plan]
        seen.append((" ".join(statement.split()), took, scanned))
    return execute(sql, params, many, context)


def register(webinar, name):
    from django.test import Client
    from django.utils import timezone

    from registrations import visitor_form

    stamp = visitor_form.new_stamp(f"register {webinar.pk}", timezone.now() - timedelta(minutes=1))
    fields = {"name": "Ada Example", "email": f"{name}@example.org", "website": "", "stamp": stamp}
    client, path = Client(headers={"host": "localhost"}), f"/webinars/{webinar.slug}/register/"
    statuses = [client.get(path).status_code, client.post(path, fields).status_code]
    if statuses != [200, 302]:
        raise SystemExit(f"form and post were answered {statuses}")


def filled_webinar(rows):
    """Return a webinar that is full, with so many registrations of which a hundred wait."""
    from django.db import connection
    from django.utils import timezone

    from events.models import Webinar
    from registrations.models import Admission, JournalEntry, Message, Places, Registration

    for model in (Message, JournalEntry, Registration):
        model.objects.filter(pk__gt=0)._raw_delete("default")
    start = timezone.now() + timedelta(days=10)
    webinar = Webinar.objects.create(
        title="Measured",
        slug=f"measured-{rows}",
        status="published",
        time_zone="Europe/Zurich",
        starts_at=start,
        ends_at=start + timedelta(minutes=90),
    )
    seated = rows - 100 if rows > 100 else 0
    Admission.objects.create(webinar=webinar, capacity=seated)
    Places.objects.create(webinar=webinar)
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(FILL, {"webinar": webinar.pk, "seated": seated, "first": 1, "last": rows})
        cursor.execute("RESET statement_timeout")
    return webinar


if __name__ == "__main__":
    main()
