import json
from datetime import timedelta

import extruct
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
        "image": f"{PAGE}card.png",
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
        "image": f"{PAGE}card.png",
        "offers": {"@type": "Offer", "price": 0, "url": PAGE},
        "location": {"@type": "VirtualLocation", "url": PAGE},
    }


def test_each_sitting_is_an_event_of_its_own(db):
    webinar = builders.webinar(title="Activation", ends_at=builders.START + timedelta(days=1, hours=2))
    for number in (1, 2):
        start = builders.START + timedelta(days=number - 1)
        webinar.sittings.create(number=number, starts_at=start, ends_at=start + timedelta(hours=2))
    builders.session(webinar, title="Talk", starts_at=builders.START)

    found = webinar_json_ld(webinar, programme(webinar, builders.NOW), SITE)

    assert [(part["name"], part["startDate"], part["eventStatus"]) for part in found["subEvent"]] == [
        ("Activation: Sitting 1", "2026-09-25T10:00:00+02:00", "https://schema.org/EventScheduled"),
        ("Activation: Sitting 2", "2026-09-26T10:00:00+02:00", "https://schema.org/EventScheduled"),
    ]


def test_without_sittings_the_timed_sessions_are_its_parts_and_breaks_are_none(db):
    webinar = builders.webinar(title="Activation")
    times = {"starts_at": builders.START, "ends_at": builders.START + timedelta(minutes=20)}
    talk = builders.session(webinar, title="Jobs", **times)
    builders.session(webinar, kind="break", **times)
    builders.session(webinar, title="Some time")
    builders.appearance(webinar, builders.speaker("Ada Example"), session=talk)

    (part,) = webinar_json_ld(webinar, programme(webinar, builders.NOW), SITE)["subEvent"]

    assert (part["name"], part["endDate"]) == ("Activation: Jobs", "2026-09-25T10:20:00+02:00")
    assert part["performer"] == [{"@type": "Person", "name": "Ada Example"}]
    assert part["location"]["@type"] == "VirtualLocation"


def test_the_recording_is_told_once_anyone_may_watch_it(db):
    webinar = builders.webinar(slug="activation", title="Activation", summary="What helps.")
    film = builders.document(
        webinar, kind="recording", url="https://video.example.org/1", publish_at=builders.START
    )

    before, after = (
        webinar_json_ld(webinar, programme(webinar, now), SITE)
        for now in (builders.NOW, builders.START + timedelta(days=1))
    )

    assert "recordedIn" not in before
    assert after["recordedIn"] == {
        "@type": "VideoObject",
        "name": "Activation: Recording",
        "description": "What helps.",
        "thumbnailUrl": f"{PAGE}card.png",
        "uploadDate": "2026-09-25T10:00:00+02:00",
        "inLanguage": "en",
        "url": film.url,
    }


HOSTILE = '</script><script>alert(1)</script><!-- & \u2028 "x" \\'


@pytest.mark.parametrize("status", ["published", "postponed", "cancelled"])
@pytest.mark.parametrize("format", ["online", "hybrid"])
def test_machines_read_on_the_page_what_was_said(client, db, settings, status, format):
    settings.SITE_URL = SITE
    webinar = builders.coming_webinar(
        slug="activation", title=HOSTILE, summary="What helps.", status=status, status_reason="Illness.",
        format=format, place_name="Room II", series=builders.series(),
    )  # fmt: skip
    builders.appearance(webinar, builders.speaker(HOSTILE))
    page = client.get("/webinars/activation/").content.decode()

    read = extruct.extract(page, base_url=SITE, syntaxes=["json-ld", "opengraph"])

    (event,) = read["json-ld"]
    said = webinar_json_ld(webinar, programme(webinar, builders.NOW), SITE)
    assert event == said
    assert event["name"] == event["performer"][0]["name"] == HOSTILE
    graph = dict(read["opengraph"][0]["properties"])
    assert (graph["og:title"], graph["og:url"]) == (HOSTILE, PAGE)
    assert graph["og:image"] == f"{PAGE}card.png"
    assert page.count("<script") == page.count('<script type="module"') + 1


def test_a_preview_says_nothing_to_machines(client, db):
    webinar = builders.webinar(status="draft")

    assert client.get(webinar.get_absolute_url() + "card.png").status_code == 404
