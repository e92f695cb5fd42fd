"""What the page of a webinar says, and in which order."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from events.models import Site, Sitting, Webinar
from tests import builders
from tests.events.pages import MINUTES, STARTS, at, full, text_of

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script>{{7919*7877}}\"'&"  # 62377963, a number that no page has by chance
LATER = datetime(2099, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("upcoming", "Starts in 3 days."),
        ("soon", "Starts in 30 minutes."),
        ("live", "Live now."),
        ("ended", "The recording will be published here."),
        ("archive", "It took place on"),
    ],
)
def test_each_phase_has_its_sentence_within_eight_queries(
    client, django_assert_max_num_queries, name, sentence
):
    webinar = full(STARTS[name])

    with django_assert_max_num_queries(2):
        text = text_of(client, webinar.get_absolute_url())

    assert sentence in text


def test_between_two_sittings_the_page_says_when_it_goes_on(client):
    webinar = at(timedelta(hours=-5), ends_at=timezone.now() + timedelta(days=1))
    Sitting.objects.create(
        webinar=webinar, number=1, starts_at=webinar.starts_at, ends_at=webinar.starts_at + MINUTES
    )
    Sitting.objects.create(
        webinar=webinar, number=2, starts_at=webinar.ends_at - MINUTES, ends_at=webinar.ends_at
    )

    assert "To be continued." in text_of(client, webinar.get_absolute_url())


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("cancelled", "<strong>Cancelled.</strong> <span>The speaker is ill.</span>"),
        ("postponed", "The new date will be published here."),
    ],
)
def test_what_does_not_take_place_says_why_and_offers_nothing(client, status, words):
    webinar = full(STARTS["upcoming"], status=status, status_reason="The speaker is ill.")

    text = text_of(client, webinar.get_absolute_url())

    assert words in text
    assert "Add to calendar" not in text


def test_a_moved_webinar_shows_its_old_time_in_words_and_struck_through(client):
    webinar = builders.webinar(moved_from=builders.START, starts_at=LATER, ends_at=LATER + MINUTES)

    text = text_of(client, webinar.get_absolute_url())

    assert "This webinar was moved." in text
    assert "Friday 25 September 2026, 10:00</time> Zurich (CEST, UTC+2)</s>" in text


def test_before_the_webinar_its_takeaways_and_citation_are_not_shown(client):
    text = text_of(client, full(STARTS["upcoming"]).get_absolute_url())

    assert [words for words in ("Key takeaways", "How to cite", "It went well.") if words in text] == []


def test_after_the_webinar_its_takeaways_and_citation_are_shown(client):
    text = text_of(client, full(STARTS["archive"]).get_absolute_url())

    assert [words for words in ("Key takeaways", "How to cite", "It went well.") if words not in text] == []


def test_the_one_button_after_a_webinar_leads_to_its_recording(client):
    webinar = full(STARTS["archive"])
    builders.document(webinar, kind="recording", url="https://example.org/film")

    text = text_of(client, webinar.get_absolute_url())

    assert '<a class="button" href="https://example.org/film">Watch the recording</a>' in text


def test_a_document_without_a_file_is_no_link(client):
    text = text_of(client, full(STARTS["archive"]).get_absolute_url())

    assert '<h3>Final report</h3> <p class="muted">To be published</p>' in text


def test_nobody_is_invented_for_those_still_to_be_announced(client):
    webinar = builders.webinar()
    builders.appearance(webinar, role="moderator")
    builders.appearance(webinar, organisation="World Bank")

    text = text_of(client, webinar.get_absolute_url())

    assert "<strong>Moderator, to be announced</strong>" in text
    assert "<strong>World Bank, to be announced</strong>" in text


def test_the_facts_follow_the_title_in_the_source(client):
    text = text_of(client, full(STARTS["upcoming"]).get_absolute_url())

    marks = ["<h1", 'class="banner', 'class="facts', 'id="programme"', 'id="speakers"', 'id="documents"']
    marks += ['id="organisers"', 'id="questions"', 'id="siblings"']
    places = [text.index(mark) for mark in marks]
    assert places == sorted(places)


def test_a_page_in_arabic_says_so_of_its_own_texts(client):
    webinar = builders.webinar(
        title="مستقبل العمل", lang="ar", text_before="<p>" + "ندوة عن المهارات. " * 500 + "</p>"
    )

    text = text_of(client, webinar.get_absolute_url())

    assert '<h1 lang="ar" dir="rtl">مستقبل العمل</h1>' in text
    assert '<div class="prose" lang="ar" dir="rtl">' in text


def test_hostile_words_stay_words(client):
    series = builders.series(title=HOSTILE)
    webinar = full(STARTS["archive"])
    Webinar.objects.filter(pk=webinar.pk).update(
        title=HOSTILE, kicker=HOSTILE, summary=HOSTILE, audience=HOSTILE, takeaways_intro=HOSTILE,
        text_after=HOSTILE, series=series, format="hybrid", place_name=HOSTILE, contact_name=HOSTILE,
        contact_email="contact@example.org",
    )  # fmt: skip
    session = builders.session(webinar, title=HOSTILE, text_after=HOSTILE)
    builders.appearance(
        webinar, builders.speaker(HOSTILE, biography=HOSTILE), session=session, function=HOSTILE,
        talk_title=HOSTILE, role="other", role_label=HOSTILE,
    )  # fmt: skip
    builders.document(webinar, kind="other", kind_label=HOSTILE, title=HOSTILE)
    builders.takeaway(webinar, HOSTILE)
    builders.organiser(webinar, organisation=builders.organisation(name=HOSTILE, short_name=HOSTILE[:20]))

    for address in ("/", "/webinars/", series.get_absolute_url(), webinar.get_absolute_url()):
        text = text_of(client, address)
        assert ("alert(1)" in text, "<script>alert" in text, "62377963" in text) == (True, False, False), (
            address
        )


def test_the_contact_is_that_of_the_webinar_its_series_or_the_site(client):
    series = builders.series(contact_email="series@example.org")
    own = builders.webinar(series=series, contact_email="own@example.org")
    of_series, of_site = builders.webinar(series=series), builders.webinar()
    Site.objects.update(contact_email="site@example.org")

    for webinar, address in [(own, "own"), (of_series, "series"), (of_site, "site")]:
        assert f"mailto:{address}@example.org" in text_of(client, webinar.get_absolute_url())


def test_a_cancelled_webinar_does_not_promise_its_date(client):
    webinar = builders.webinar(status="cancelled", status_reason="The speaker is ill.")

    text = text_of(client, webinar.get_absolute_url())

    assert "Does not take place. It was planned for <s>Friday 25 September 2026," in text
    assert "data-local-time data-starts" not in text


def test_a_sibling_tells_its_language_and_once_postponed_no_date(client):
    series = builders.series()
    shown = builders.webinar(series=series, number=1)
    sibling = builders.webinar(series=series, number=2, title="Travail", lang="fr")
    link = f'<a href="{sibling.get_absolute_url()}" lang="fr" dir="ltr">Travail</a>'
    for status, date in (("published", True), ("postponed", False)):
        Webinar.objects.filter(pk=sibling.pk).update(status=status)
        about = text_of(client, shown.get_absolute_url()).split('id="siblings"')[1].partition("</section>")[0]
        assert link in about
        assert ("<time " in about, "New date to be announced" in about) == (date, not date)


def test_a_postponed_webinar_names_its_old_day_nowhere(client):
    webinar = builders.webinar(status="postponed")
    for number, label in ((1, "First part"), (2, "")):
        start = webinar.starts_at + (number - 1) * MINUTES
        webinar.sittings.create(number=number, label=label, starts_at=start, ends_at=start + MINUTES)
    builders.session(webinar)

    text = text_of(client, webinar.get_absolute_url())

    assert "<h3>First part</h3>" in text
    assert "25 September 2026" not in text
    assert f'"og:image:alt" content="{webinar.title}, New date to be announced"' in text


def test_a_document_says_its_title_also_before_it_is_out_and_nothing_twice(client):
    webinar = at(STARTS["archive"])
    builders.document(webinar, kind="background", title="Background paper")
    builders.document(webinar, kind="slides", url="https://example.org/slides")
    builders.document(webinar, kind="recording", title="Recording", url="https://example.org/film")

    main = text_of(client, webinar.get_absolute_url()).partition("<main")[2]

    assert re.search(r'Background paper\W.{0,20}<span class="muted">To be published</span>', main)
    assert main.count(">Presentation slides<") == 1
    assert '<h2 id="recording">Recording</h2>' in main
    assert "<h3>Recording</h3>" not in main
