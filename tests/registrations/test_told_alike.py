"""After an act, page, list, feed, calendar and structured data say the same."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from events import public
from registrations import changes
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def webinar():
    return builders.coming_webinar(slug="open", title="Skills for all")


def faces(client):
    """Return what each face of the site says now."""
    public.kept.entries.clear()  # pages are kept for some seconds
    cache.clear()
    paths = {
        "page": "/webinars/open/",
        "list": "/webinars/",
        "feed": "/webinars.atom",
        "calendar": "/webinars/open/calendar.ics",
        "all": "/webinars.ics",
    }
    return {name: client.get(path).content.decode() for name, path in paths.items()}


@pytest.mark.parametrize(
    ("act", "word", "event", "entry"),
    [
        (changes.cancel, "Cancelled", "EventCancelled", "STATUS:CANCELLED"),
        (changes.postpone, "Postponed", "EventPostponed", "STATUS:TENTATIVE"),
    ],
    ids=["cancelled", "postponed"],
)
def test_every_face_tells_of_an_act(client, webinar, act, word, event, entry):
    before = faces(client)
    act(webinar, "The speaker is ill.", NOW, seen=0)
    after = faces(client)

    assert event in after["page"]
    assert "The speaker is ill." in after["page"]
    assert word in after["list"]
    assert word.lower() in after["feed"].lower()
    for name in ("calendar", "all"):
        assert entry in after[name]
        assert "SEQUENCE:1" in after[name]
    assert not any(word in before[name] or event in before[name] for name in ("page", "list"))


def test_every_face_tells_of_a_move_and_of_taking_it_back(client, webinar):
    start = webinar.starts_at.replace(second=0, microsecond=0) + timedelta(days=7)
    changes.cancel(webinar, "A storm.", NOW, seen=0)
    changes.reinstate(webinar, NOW, seen=1)
    stretch = webinar.stretches()[0].__class__(start, start + timedelta(hours=1))

    changes.move(webinar, "Europe/Zurich", [stretch], NOW, seen=2)
    after = faces(client)

    assert "EventRescheduled" in after["page"]
    assert "previousStartDate" in after["page"]
    for name in ("calendar", "all"):
        assert f"DTSTART;TZID=Europe/Zurich:{start.astimezone(webinar.zone):%Y%m%dT%H%M%S}" in after[name]
        assert "SEQUENCE:3" in after[name]
        assert "STATUS:CONFIRMED" in after[name]
