"""P4, organisers: how long their pages take, and how many queries, with many webinars and registrations.

Fills a new site with BENCH_WEBINARS (1,000) and BENCH_ROWS (1,000,000), then asks for front page, lists with
filters, later pages and searches, and the page of a webinar, in this process, as an administrator and in
each role: the median of five. Prints the slowest page of each role; with -v all of them, and what was slow.
"""

import logging
import os
import statistics
import sys
import time

from new_site import new_site
from table import note

WEBINARS = int(os.environ.get("BENCH_WEBINARS", "1000"))
ROWS = int(os.environ.get("BENCH_ROWS", "1000000"))
TURNS, MOST_MS, MOST_QUERIES = 5, 300, 12


def main():
    with new_site():
        import full_programme
        import used

        users = used.fill(WEBINARS, ROWS)
        return report(users, full_programme.fill())


def pages(user, full):
    """Return {name: address} of what is measured of one person's webinars; `full` has the long programme."""
    from django.urls import reverse

    from events.models import Webinar
    from registrations.models import Enquiry, Registration

    webinar = Webinar.objects.of(user).filter(registrations__isnull=False).order_by("pk").first()
    person = Registration.objects.filter(webinar=webinar).order_by("pk").last()
    enquiry = Enquiry.objects.filter(webinar=webinar).last()

    def listed(model, **queries):
        name, address = model.rpartition("_")[2], reverse(f"admin:{model}_changelist")
        return {f"{name} {words}".strip(): f"{address}?{query}" for words, query in queries.items()}

    here, search = f"webinar__id__exact={webinar.pk}", reverse("admin:search")
    return {
        "front page": reverse("admin:index"),
        **listed(
            "events_webinar", **{"": "", "coming": "state=coming&q=measured", "p2": "p=2", "last": "o=1"}
        ),
        "webinar's page": reverse("admin:events_webinar_change", args=[webinar.pk]),
        "webinar's page, full programme": reverse("admin:events_webinar_change", args=[full.pk]),
        "changes of it": reverse("admin:events_webinar_history", args=[full.pk]),
        "team": reverse("admin:events_webinar_team", args=[webinar.pk]),
        "over time": reverse("admin:registrations_registration_over_time", args=[webinar.pk]),
        "mails of a webinar": reverse("admin:events_webinar_mails", args=[webinar.pk]),
        **listed(
            "registrations_registration",
            **{"": "", "p2": "p=2", "p200": "p=200", "of one": here, "of one, by name": f"{here}&o=1"},
            **{"waiting": "status__exact=waitlisted", "cancelled": "status__exact=cancelled"},
            **{
                "of a group": "group__exact=Workers",
                "with needs": "needs=any",
                "of a country": "country__exact=PE",
            },
            **{"searched, common": "q=ada", "searched, rare": f"q={person.email}", "found none": "q=nowhere"},
        ),
        "person": reverse("admin:registrations_registration_change", args=[person.pk]),
        **listed(
            "registrations_enquiry",
            **{"": "", "p2": "p=2", "of one": here, "new": "status__exact=new", "searched": "q=captions"},
        ),
        "enquiry's page": reverse("admin:registrations_enquiry_change", args=[enquiry.pk]),
        **listed(
            "registrations_message",
            **{"": "", "p2": "p=2", "p200": "p=200", "by when due": "o=4", "searched, common": "q=ada"},
            **{"searched, rare": f"q={person.email}", "found none": "q=nowhere"},
            **{state: f"state={state}" for state in ("waiting", "sent", "failed")},
            **{kind: f"kind__exact={kind}" for kind in ("registered", "waitlisted", "reminder")},
            **{"full": "failure__exact=full", "skipped": "is_skipped__exact=1"},
        ),
        "health of mails": reverse("admin:registrations_message_health"),
        **listed("registrations_announcement", **{"": "", "p2": "p=2", "searched": "q=news"}),
        **listed("events_series", **{"": "", "searched": "q=measured"}),
        **listed("events_speaker", **{"": "", "searched": "q=ada"}),
        **listed("events_organisation", **{"": "", "searched": "q=organisation"}),
        "forgetting": reverse("admin:registrations_retentionrun_changelist"),
        "search, common": f"{search}?q=ada",
        "search, rare": f"{search}?q={person.email}",
        "search, nothing": f"{search}?q=nowhere",
    }


def report(users, full):
    """Print the slowest page of each role; return whether any is over the goal."""
    seen = [each for role, user in users.items() for each in measured(role, user, full)]
    slowest, most = max(seen), max(number for _ms, number, _name in seen)
    met = slowest[0] <= MOST_MS, most <= MOST_QUERIES
    note(
        "P4", f"slowest list of organisers, {ROWS:,} rows", f"{slowest[0]:.0f} ms", f"≤ {MOST_MS} ms", met[0]
    )
    note("P4", "queries of such a page, at most", str(most), f"≤ {MOST_QUERIES}", met[1])
    return not all(met)


def measured(role, user, full):
    """Print the slowest page of a role, and those over the goal; return [(ms, queries, name)]."""
    from django.test import Client

    logging.disable()  # of what is not for this role
    client = Client(headers={"host": "localhost", "x-forwarded-for": "192.0.2.1"})
    client.force_login(user)
    seen = []
    for name, address in pages(user, full).items():
        ms, queries = ask(client, address)
        if queries is None:  # not for this role
            continue
        seen.append((ms, len(queries), name))
        if "-v" in sys.argv:
            print(f"{ms:8.0f} ms {len(queries):4} queries  {role}: {name}", flush=True)
            slow = sorted(queries, key=lambda query: -float(query["time"]))[:3] if ms > MOST_MS else []
            for query in slow:
                print(f"            {query['time']} s {query['sql'][:1500]}")
    ms, _number, name = max(seen)
    most = max(number for _ms, number, _name in seen)
    over = sum(ms > MOST_MS or number > MOST_QUERIES for ms, number, _name in seen)
    print(f"{ms:8.0f} ms {most:4} queries  {role}: {name}, the slowest of {len(seen)}; {over} over the goal")
    return seen


def ask(client, address):
    """Return (milliseconds, the median; the queries of the last turn, None if it is not for them)."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    took = []
    for _ in range(TURNS):
        connection.queries_log.clear()  # full, it would count too few
        with CaptureQueriesContext(connection) as queries:
            began = time.perf_counter()
            answer = client.get(address)
            took.append((time.perf_counter() - began) * 1000)
        if answer.status_code in {302, 403, 404}:
            return 0, None
    assert answer.status_code in {200, 503}, (address, answer.status_code)  # 503: the database gave up
    return statistics.median(took), queries.captured_queries


if __name__ == "__main__":
    sys.exit(main())
