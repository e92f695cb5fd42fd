"""The crowd that looks at a page before the start, through the real web server, while people register."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests import builders
from tests.concurrency.threads import ROUNDS
from tests.concurrency.web_server import ask, served, visit

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

IS_LONG = ROUNDS > 3
VISITORS, PEOPLE = (10_000, 100) if IS_LONG else (300, 5)


def test_a_crowd_is_shown_the_page_while_people_register(var_folder):
    """C30: as fast as they come; how long they wait is measured by bench/crowd.py."""
    webinar = builders.admission(webinar=builders.coming_webinar(), capacity=PEOPLE).webinar
    with served(var_folder) as (port, _), ThreadPoolExecutor(24) as crowd, ThreadPoolExecutor(4) as people:
        looked = crowd.map(lambda n: ask(port, "GET", webinar.get_absolute_url()), range(VISITORS))
        registered = people.map(lambda n: visit(port, webinar, n, f"person-{n}@example.org"), range(PEOPLE))

        assert {tuple(page.status for page in pages) for pages in registered} == {(200, 302, 200)}
        assert {page.status for page in looked} == {200}

    assert webinar.registrations.attendees().count() == webinar.places.taken == PEOPLE
