"""The list of webinars: search, filters, count, pages; events/filters.py."""

from datetime import UTC, datetime, timedelta

import pytest

from events.views import PAGE_SIZE
from tests import builders
from tests.events.pages import MINUTES, text_of

pytestmark = pytest.mark.django_db
LIST = "/webinars/"


def past(year=2024, month=6, **fields):
    start = datetime(year, month, 5, 9, tzinfo=UTC)
    return builders.webinar(**{"starts_at": start, "ends_at": start + MINUTES, **fields})


def shown(client, **query):
    return [card.webinar for card in client.get(LIST, query).context["cards"]]


def test_filters_and_search_combine(client):
    series = builders.series(slug="work", title="Work")
    wanted = past(2024, title="Jobs one", series=series, spoken_languages=["fr"])
    past(2023, title="Jobs two", series=series, spoken_languages=["fr"])
    past(2024, title="Jobs three", spoken_languages=["fr"])
    past(2024, title="Jobs four", series=series, spoken_languages=["en"])
    past(2024, title="Else", series=series, spoken_languages=["fr"])

    query = {"q": "jobs", "year": "2024", "series": "work", "language": "fr"}

    assert shown(client, **query) == [wanted]
    assert len(shown(client)) == 5


def test_the_year_is_that_of_the_webinar_s_own_zone(client):
    start = datetime(2024, 12, 31, 20, tzinfo=UTC)  # 1 January in Auckland
    webinar = builders.webinar(starts_at=start, ends_at=start + MINUTES, time_zone="Pacific/Auckland")
    past(2024)

    assert shown(client, year="2025") == [webinar]


def test_a_language_is_spoken_or_interpreted(client):
    spoken, interpreted = past(spoken_languages=["fr"]), past(interpretation_languages=["fr"])
    past(spoken_languages=["en"])

    assert set(shown(client, language="fr")) == {spoken, interpreted}


def test_only_filters_that_divide_the_list_are_shown(client):
    past(2024, spoken_languages=["en"])
    past(2024, spoken_languages=["en"])

    assert list(client.get(LIST).context["form"].fields) == ["q"]

    past(2023, spoken_languages=["en", "fr"], series=builders.series())

    form = client.get(LIST).context["form"]
    assert list(form.fields) == ["q", "year", "series", "language"]
    assert [value for value, _ in form.fields["year"].choices] == ["", "2024", "2023"]


def test_what_a_draft_alone_has_is_no_choice(client):
    past(2024), past(2024)
    past(2021, status="draft", series=builders.series(title="Secret"), spoken_languages=["eo"])

    text = text_of(client, LIST)

    assert ("2021" in text, "Secret" in text, "<select" in text) == (False, False, False)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("year", "There is no webinar in that year. Choose another."),
        ("series", "There is no such series. Choose another."),
        ("language", "There is no webinar in that language. Choose another."),
    ],
)
def test_an_unknown_choice_is_explained_and_left_out(client, name, words):
    past(2024, title="Jobs", spoken_languages=["en"], series=builders.series())
    past(2023)

    response = client.get(LIST, {name: "nothing", "q": "jobs"})

    assert response.content.decode().count(words) == 2
    assert [card.webinar.title for card in response.context["cards"]] == ["Jobs"]


def test_a_filter_that_is_not_shown_is_ignored(client):
    webinars = [past(), past()]

    assert set(shown(client, year="1999", series="x", language="tlh")) == set(webinars)


def test_the_list_says_how_many_there_are_and_how_many_are_found(client):
    past(title="Jobs"), past(title="Skills")

    assert "2 webinars" in text_of(client, LIST)
    assert '1 of 2 webinars <a href="/webinars/">Show all</a>' in text_of(client, f"{LIST}?q=jobs")


def test_one_webinar_alone_needs_no_search(client):
    past()

    assert 'role="search"' not in text_of(client, LIST)


def test_pages_keep_search_and_filters(client):
    for n in range(PAGE_SIZE + 1):
        past(2024, title=f"Jobs & skills {n}")
    past(2023)

    text = text_of(client, f"{LIST}?year=2024&q=jobs+%26&page=1&utm=x")

    assert 'href="?q=jobs+%26&amp;year=2024&amp;page=2"' in text


def test_only_the_whole_list_is_for_search_engines(client):
    for n in range(PAGE_SIZE + 1):
        past(title=f"Jobs {n}")
    canonical = '<link rel="canonical" href="http://localhost:8000/webinars/{}">'
    noindex = '<meta name="robots" content="noindex">'

    queries = ("", "?page=2", "?q=jobs", "?q=jobs&page=2", "?a")
    heads = {query: text_of(client, LIST + query) for query in queries}

    assert {query: noindex in text for query, text in heads.items()} == {
        "": False, "?page=2": False, "?q=jobs": True, "?q=jobs&page=2": True, "?a": False,
    }  # fmt: skip
    assert [query for query, text in heads.items() if canonical.format("") in text] == [
        "", "?q=jobs", "?q=jobs&page=2", "?a",
    ]  # fmt: skip
    assert canonical.format("?page=2") in heads["?page=2"]


@pytest.mark.parametrize(
    ("query", "words", "links"),
    [
        ("?q=zebra", "No webinar matches “zebra”.", ['<a href="/webinars/">Show all 3 webinars</a>']),
        (
            "?q=jobs&year=2023",
            "No webinar matches “jobs” with these filters.",
            ['<a href="?q=jobs">Search without filters</a>', "Show all 3 webinars"],
        ),
        ("?year=2023&language=fr", "No webinar matches these filters together.", ["Show all 3 webinars"]),
    ],
)
def test_a_search_without_result_shows_the_ways_out(client, query, words, links):
    past(2024, title="Jobs"), past(2023), past(2024, spoken_languages=["fr"])

    text = text_of(client, LIST + query)

    assert [part for part in (words, *links) if part not in text] == []
    assert "No webinar is announced" not in text


def test_what_was_typed_is_kept_and_stays_words(client):
    past(), past()

    text = text_of(client, LIST + "?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")

    assert 'value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"' in text
    assert "<script>alert" not in text


def test_a_webinar_that_can_be_watched_says_so(client):
    watched, later = past(title="Watched"), past(title="Later")
    builders.document(watched, kind="recording", url="https://example.org/film")
    builders.document(later, kind="recording", url="https://example.org/soon", audience="registrants")
    builders.document(later, kind="recording")

    early = builders.coming_webinar()
    builders.document(early, kind="recording", url="https://example.org/early")

    cards = {card.webinar: card.has_recording for card in client.get(LIST).context["cards"]}

    assert cards == {watched: True, later: False, early: False}


def test_the_home_page_shows_recordings_apart_and_nothing_twice(client):
    recorded = [past(month=month) for month in range(1, 6)]
    for webinar in recorded:
        builders.document(webinar, kind="recording", url="https://example.org/film")
    plain = past(month=7)
    coming = builders.coming_webinar()

    context = client.get("/").context

    assert context["lead"].webinar == coming
    assert [card.webinar for card in context["recorded"]] == recorded[:1:-1]
    assert [card.webinar for card in context["past"]] == [plain, recorded[1], recorded[0]]


@pytest.mark.parametrize(
    ("past_ones", "coming", "cancelled", "words"),
    [
        (0, 1, 0, "1 webinar, still to come."),
        (0, 2, 1, "2 webinars, all still to come."),
        (1, 0, 0, "1 webinar; it has taken place."),
        (2, 0, 0, "2 webinars; all have taken place."),
        (1, 2, 1, "1 of 3 webinars has taken place."),
        (2, 1, 0, "2 of 3 webinars have taken place."),
    ],
)
def test_a_series_says_how_far_it_has_come(client, past_ones, coming, cancelled, words):
    series = builders.series()
    for _ in range(past_ones):
        past(series=series)
    for _ in range(coming):
        builders.coming_webinar(series=series)
    for _ in range(cancelled):
        past(series=series, status="cancelled", status_reason="Ill")

    assert words in text_of(client, series.get_absolute_url())


def test_a_series_is_numbered_and_has_its_own_calendar(client):
    series = builders.series()
    start = builders.START
    for number in (2, 1):
        builders.webinar(series=series, number=number, starts_at=start - timedelta(days=number))

    response = client.get(series.get_absolute_url())

    assert [card.webinar.number for card in response.context["cards"]] == [1, 2]
    assert f'href="{series.get_absolute_url()}calendar.ics"' in response.content.decode()
