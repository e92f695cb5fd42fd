"""The page of a speaker: the webinars they took part in, with what they were that day."""

import json
from datetime import timedelta

import pytest

from events.models import SpeakerLink
from tests import builders
from tests.events.pages import at, text_of

pytestmark = pytest.mark.django_db


def ada(**fields):
    return builders.speaker("Ada Example", honorific="Dr.", slug="ada-example", **fields)


def test_a_speaker_s_page_tells_each_part_as_it_was_that_day(client):
    speaker = ada(biography="<p>Studies work.</p>")
    SpeakerLink.objects.create(speaker=speaker, label="Own page", url="https://example.org/ada")
    first = at(timedelta(days=-400), title="The first")
    builders.appearance(first, speaker, function="Researcher", organisation="Institute")
    session = builders.session(second := at(timedelta(days=3), title="The second"))
    builders.appearance(second, speaker, role="moderator", organisation="Ministry")
    builders.appearance(second, speaker, session=session, talk_title="On skills", is_confirmed=False)
    builders.appearance(second, builders.speaker("Bo Example"), function="Head")

    text = text_of(client, "/speakers/ada-example/")

    person, coming, past = text.split("<article")
    told = [
        (person, ["<h1>Dr. Ada Example</h1>", "Studies work.", 'href="https://example.org/ada"']),
        (coming, [">The second<", "Moderator, Speaker", "Ministry", "On skills", "To be confirmed"]),
        (past, [">The first<", "<strong>Speaker</strong>", "Researcher, Institute"]),
    ]
    assert [mark for part, marks in told for mark in marks if mark not in part] == []
    assert "Head" not in text


def test_who_takes_part_in_no_public_webinar_has_no_page(client):
    speaker = ada()
    unknown = client.get("/speakers/nobody/").status_code
    alone = client.get(speaker.get_absolute_url()).status_code
    builders.appearance(builders.webinar(status="draft"), speaker)
    in_draft = client.get(speaker.get_absolute_url()).status_code
    builders.appearance(builders.webinar(), speaker)

    assert (unknown, alone, in_draft) == (404, 404, 404)
    assert client.get(speaker.get_absolute_url()).status_code == 200


def test_a_draft_is_not_told_on_the_speaker_s_page(client):
    speaker = ada()
    builders.appearance(builders.webinar(), speaker)
    draft = builders.webinar(title="Secret", status="draft")
    builders.appearance(draft, speaker, function="Minister to be", is_confirmed=False)

    text = text_of(client, speaker.get_absolute_url())

    assert ("Secret" in text, "Minister" in text) == (False, False)


def test_the_webinar_s_page_links_its_speakers(client):
    builders.appearance(webinar := builders.webinar(), ada())
    builders.appearance(webinar, organisation="World Bank")

    text = text_of(client, webinar.get_absolute_url())

    assert '<strong><a href="/speakers/ada-example/">Dr. Ada Example</a></strong>' in text
    assert "<strong>World Bank, to be announced</strong>" in text


def test_machines_read_who_it_is(client):
    speaker = ada()
    SpeakerLink.objects.create(speaker=speaker, label="Own page", url="https://example.org/ada")
    builders.appearance(builders.webinar(), speaker)

    text = text_of(client, speaker.get_absolute_url())

    data = json.loads(text.split('<script type="application/ld+json">')[1].split("</script>")[0])
    page = "http://localhost:8000/speakers/ada-example/"
    assert f'<link rel="canonical" href="{page}">' in text
    assert data == {
        "@context": "https://schema.org",
        "@type": "ProfilePage",
        "mainEntity": {
            "@type": "Person", "@id": page, "url": page, "name": "Ada Example", "honorificPrefix": "Dr.",
            "sameAs": ["https://example.org/ada"],
        },
    }  # fmt: skip


def test_only_those_with_a_page_are_in_the_sitemap(client):
    builders.appearance(builders.webinar(), ada())
    builders.appearance(builders.webinar(status="draft"), builders.speaker(slug="secret-guest"))
    builders.speaker(slug="idle")

    text = client.get("/sitemap.xml").content.decode()

    assert text.count("/speakers/") == 1
    assert "http://localhost:8000/speakers/ada-example/" in text
