"""P3: 500 register at once for 100 places, through the web server that `make run` starts.

All have the form open and send it, fifty at any moment. After each round the rows are counted: one place
for each of 100, a number without a gap for the others, in the order of the journal, a mail to everybody,
and what `manage.py verify` asks. An answer that is not the redirect ends the measurement.

    .venv/bin/python bench/rush.py ROUNDS PEOPLE AT_ONCE     (3, 500 and 50 unless given)
"""

import statistics
import sys

from new_site import ROOT, new_site
from registration import form_address, percentile_95, register
from table import note
from webinar_page import gunicorn

PLACES = 100


def main(rounds=3, people=500, at_once=50):
    with new_site():
        import loaders

        from webinar_site.management.commands import serve

        webinars = loaders.webinars(rounds, capacity=PLACES)
        with gunicorn(serve.WEB[1:], ROOT) as port:
            results = [rush(form_address(port, webinar), webinar, people, at_once) for webinar in webinars]
    print(f"{people} people, {at_once} at once, {PLACES} places: {rounds} rounds, all rows exact")
    print("              p50    p95   worst p95 of a round (ms)")
    for name, column in zip(("form", "post"), zip(*results, strict=True), strict=True):
        p95s = [percentile_95(times) for times in column]
        if name == "post":
            longest = statistics.median(p95s)
            note(
                "P3", f"{people} at once for {PLACES} places, p95", f"{longest:.2f} s", "≤ 2 s", longest <= 2
            )
        p50 = statistics.median(statistics.median(times) for times in column)
        print(f"{name:8} {p50 * 1000:8.0f} {statistics.median(p95s) * 1000:6.0f} {max(p95s) * 1000:6.0f}")


def rush(address, webinar, people, at_once):
    """Return the seconds that each form took and each post; ends the program if a row is not right."""
    from django.utils import timezone

    from registrations import verify
    from registrations.models import JournalEntry, Message, Places

    opened, sent, _ = register(address, webinar.slug, people, at_once)
    taken = Places.objects.get(webinar=webinar).taken
    waiting = webinar.registrations.waiting()
    joined = JournalEntry.objects.filter(registration__in=waiting, deed="waitlisted").order_by("pk")
    exact = {
        "places": webinar.registrations.attendees().count() == taken == PLACES,
        "waitlist": list(waiting.values_list("waitlist_number", flat=True))
        == list(range(1, people - PLACES + 1)),
        "order": list(waiting.values_list("pk", flat=True))
        == list(joined.values_list("registration", flat=True)),
        "mails": Message.objects.filter(registration__webinar=webinar).count() == people,
        "verify": verify.complaints(timezone.now()) == [],
    }
    if not all(exact.values()):
        raise SystemExit(f"not exact: {', '.join(name for name in exact if not exact[name])}")
    return opened, sent


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
