"""P4: whether any statement of one registration costs more the more people have registered before.

Fills one webinar, all seated but the last fifty, and asks PostgreSQL to explain each statement of opening
the form and of sending it, run for real, then undone. Prints how long each took, how many rows it read,
and which growing tables it read from end to end: none may.
"""

import json
import os
import re
import statistics
import sys
from datetime import timedelta

from new_site import new_site
from table import note

ROWS = int(os.environ.get("BENCH_ROWS", "1000000"))
TURNS = 5
GROWING = {f"registrations_{name}" for name in ("registration", "message", "journalentry", "bucket")}


def main():
    with new_site():
        tables = [explained(rows) for rows in (100, ROWS)]
    return report(*tables)


def report(few, many):
    """Print both tables beside each other; return whether any statement read a growing table whole."""
    print(f"registrations before     100   {ROWS:,}")
    print("                     ms  rows       ms  rows   statement")
    for (statement, before, read_before, _), (_, after, read_after, whole) in zip(few, many, strict=True):
        all_of_it = f"   READS ALL OF {', '.join(whole)}" if whole else ""
        print(
            f"{before:23.3f} {read_before:5} {after:8.3f} {read_after:5}   {statement[:80]}{all_of_it}",
        )
    sums = [sum(row[1] for row in table) for table in (few, many)]
    print(
        f"{sums[0]:23.3f} {sums[1]:14.3f}         all {len(many)} statements, ratio {sums[1] / sums[0]:.2f}"
    )
    words = {"floor": f"{sums[0]:.1f} ms", "ratio": f"{sums[1] / sums[0]:.2f}"}
    note(
        "P4",
        f"one registration after {ROWS:,}",
        f"{sums[1]:.1f} ms",
        "≤ 1.20",
        sums[1] <= 1.2 * sums[0],
        **words,
    )
    return any(row[3] for row in many)


def explained(rows):
    """Return [(statement, median milliseconds, rows read, growing tables read from end to end)]."""
    import loaders
    from django.db import connection

    (webinar,) = loaders.webinars(1)
    loaders.registrations([webinar], rows)
    loaders.buckets(rows // 10)
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
            max(call[2] for call in calls),
            sorted({table for call in calls for table in call[3]}),
        )
        for calls in zip(*turns, strict=True)
    ]


def explain(seen, execute, sql, params, many, context):
    """Note what PostgreSQL says of what it runs and undoes, statement by statement; then run it all."""
    rest = params or []
    for statement in filter(None, map(str.strip, sql.split(";"))):  # some go together on one trip
        if isinstance(rest, dict):
            own = rest
        else:
            number = statement.count("%s")
            own, rest = rest[:number], rest[number:]
        if statement.split(" ", 1)[0].upper() in {"SELECT", "INSERT", "UPDATE", "DELETE"}:
            seen.append(explained_once(statement, own, context))
    return execute(sql, params, many, context)


def explained_once(statement, params, context):
    """Return (statement, milliseconds, rows read, growing tables read from end to end)."""
    cursor = context["cursor"].cursor
    is_inside = context["connection"].in_atomic_block
    cursor.execute("SAVEPOINT explaining" if is_inside else "BEGIN")
    cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", params)
    told = cursor.fetchone()[0]
    cursor.execute("ROLLBACK TO explaining" if is_inside else "ROLLBACK")
    (plan,) = json.loads(told) if isinstance(told, str) else told
    nodes = list(nodes_of(plan["Plan"]))
    whole = {node["Relation Name"] for node in nodes if node["Node Type"] == "Seq Scan"} & GROWING
    took = plan["Planning Time"] + plan["Execution Time"]
    return re.sub(r"\s+", " ", statement), took, max(map(rows_read, nodes)), whole


def nodes_of(plan):
    yield plan
    for part in plan.get("Plans", []):
        yield from nodes_of(part)


def rows_read(node):
    thrown_away = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    return round((node["Actual Rows"] + thrown_away) * node["Actual Loops"])


def register(webinar, name):
    from django.test import Client
    from django.utils import timezone

    from registrations import visitor_form

    stamp = visitor_form.new_stamp(f"register {webinar.pk}", timezone.now() - timedelta(minutes=1))
    fields = {"name": "Ada Example", "email": f"{name}@example.org", "website": "", "stamp": stamp}
    client, path = Client(headers={"host": "localhost"}), f"/webinars/{webinar.slug}/register/"
    statuses = [client.get(f"{path}?afresh").status_code, client.post(path, fields).status_code]
    if statuses != [200, 302]:
        raise SystemExit(f"form and post were answered {statuses}")


if __name__ == "__main__":
    sys.exit(main())
