import json
from datetime import timedelta

import pytest

from events.models import Appearance, Webinar
from events.programme import programme
from events.schema_org import webinar_json_ld
from tests import builders

SITE = "https://webinars.example.org"
PAGE = f"{SITE}/webinars/activation/"


def described(**fields):
    webinar = builders.webinar(**{"slug": "activation", "title": "Activation", **fields})
    return webinar_json_ld(webinar, programme(webinar, builders.NOW), SITE)


def test_a_webinar_is_described_with_its_zone_and_for_free(db):
    assert described(summary="What helps.", audience="Everyone") == {
        "@context": "https://schema.org",
        "@type": "EducationEvent",
        "@id": PAGE,
        "url": PAGE,
        "name": "Activation",
        "description": "What helps.",
        "inLanguage": "en",
        "startDate": "2026-09-25T10:00:00+02:00",
        "endDate": "2026-09-25T11:30:00+02:00",
        "isAccessibleForFree": True,
        "audience": {"@type": "Audience", "audienceType": "Everyone"},
        "offers": {"@type": "Offer", "price": 0, "url": PAGE},
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OnlineEventAttendanceMode",
        "location": {"@type": "VirtualLocation", "url": PAGE},
    }


@pytest.mark.parametrize(
    ("status", "name"), [("postponed", "EventPostponed"), ("cancelled", "EventCancelled")]
)
def test_its_status_is_told(db, status, name):
    assert described(status=status, status_reason="Illness.")["eventStatus"] == f"https://schema.org/{name}"


def test_one_that_was_moved_tells_its_earlier_start(db):
    found = described(moved_from=builders.START - timedelta(days=7))

    assert found["eventStatus"] == "https://schema.org/EventRescheduled"
    assert found["previousStartDate"] == "2026-09-18T10:00:00+02:00"


def test_a_hybrid_webinar_has_two_places(db):
    found = described(format=Webinar.Format.HYBRID, place_name="Room II", place_address="Geneva")

    assert found["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
    assert found["location"] == [
        {"@type": "VirtualLocation", "url": PAGE},
        {"@type": "Place", "name": "Room II", "address": "Geneva"},
    ]


def test_only_real_people_perform_and_organisers_are_named(db):
    webinar = builders.webinar(series=builders.series(title="Summer", slug="summer"))
    builders.appearance(webinar, builders.speaker("Ada Example"), function="Director", organisation="TLO")
    builders.appearance(webinar, role=Appearance.Role.MODERATOR)
    builders.appearance(webinar, organisation="World Bank")
    builders.organiser(
        webinar, organisation=builders.organisation(name="The Labour Office", short_name="TLO")
    )

    found = webinar_json_ld(webinar, programme(webinar, builders.NOW), SITE)

    affiliation = {"@type": "Organization", "name": "TLO"}
    assert found["performer"] == [
        {"@type": "Person", "name": "Ada Example", "jobTitle": "Director", "affiliation": affiliation}
    ]
    assert found["organizer"] == [
        {"@type": "Organization", "name": "The Labour Office", "alternateName": "TLO"}
    ]
    assert found["superEvent"] == {"@type": "EventSeries", "name": "Summer", "url": f"{SITE}/series/summer/"}


def test_it_is_plain_values(db):
    assert json.loads(json.dumps(described())) == described(slug="activation-2") | {
        "@id": PAGE,
        "url": PAGE,
        "offers": {"@type": "Offer", "price": 0, "url": PAGE},
        "location": {"@type": "VirtualLocation", "url": PAGE},
    }
