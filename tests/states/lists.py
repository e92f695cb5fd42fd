"""Home, lists, series, speakers, texts and error pages."""

from datetime import timedelta

from django.utils import timezone

from tests import builders
from tests.states import webinar
from tests.states.state import Accident, State


def at(path, arrange=lambda: None):
    """Return a function that arranges and returns the path."""

    def arranged():
        arrange()
        return path

    return arranged


def many():
    """Thirty webinars around now, past and to come, of a series and of none, one in each state."""
    now = timezone.now().replace(second=0, microsecond=0)
    series = builders.series(title="Work after the crisis", slug="work-after-the-crisis")
    for number in range(30):
        start = now + timedelta(days=7 * (number - 20), minutes=-20)
        builders.webinar(
            title=f"Part {number + 1}: what employment services can do for skills",
            summary="A talk and questions from everyone.",
            starts_at=start,
            ends_at=start + timedelta(hours=1),
            series=series if number % 2 else None,
            number=number // 2 + 1 if number % 2 else None,
            spoken_languages=["en", "fr"],
            **{
                25: {"status": "cancelled", "status_reason": "The speaker is ill."},
                26: {"status": "postponed"},
            }.get(number, {}),
        )


STATES = {
    "home empty": State(at("/"), "No webinar is announced"),
    "home with one webinar": State(at("/", webinar.described), webinar.TITLE),
    "home with many webinars": State(at("/", many), "Part 22"),
    "list empty": State(at("/webinars/"), "No webinar is announced"),
    "list with one webinar": State(at("/webinars/", webinar.described), webinar.TITLE),
    "list with many webinars": State(at("/webinars/", many), "Page 1 of 2"),
    "list, second page": State(at("/webinars/?page=2", many), "Page 2 of 2"),
    "list searched": State(at("/webinars/?q=SERVICES&language=fr", many), "Part 22"),
    "list without a match": State(at("/webinars/?q=gardening&language=fr", many), "No webinar matches"),
    "list with a wrong filter": State(at("/webinars/?year=last", many), "There is a problem"),
    "speaker": State(at("/speakers/ada-example/", webinar.described), webinar.TITLE),
    "series": State(at("/series/work-after-the-crisis/", many), "Work after the crisis"),
    "series empty": State(
        at("/series/a-series/", lambda: builders.series(slug="a-series", title="A series")), "A series"
    ),
    "about": State(at("/about/"), "About"),
    "privacy": State(at("/privacy/"), "Privacy notice"),
    "accessibility": State(at("/accessibility/"), "Accessibility statement"),
    "error 400": State(at("/webinars/?page=%00"), "", status=400),
    "error 404": State(at("/nowhere/"), "Page not found", status=404),
    **{f"error {status}": Accident(status, "") for status in (403, 405, 413, 429, 500, 503)},
}
