"""What is found by what is typed, and what never is: events/search.py, events/folding.py."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events import search
from events.models import Webinar
from tests import builders

HOUR = timedelta(hours=1)
AFTER = builders.START + timedelta(days=30)


def found(typed, now=builders.NOW):
    return set(search.found(Webinar.objects.public(), typed, now))


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("Économie sociale", "economie"),
        ("Economie sociale", "ÉCONOMIE"),
        ("E\u0301conomie", "économie"),
        ("Straße und Arbeit", "STRASSE"),
        ("Łódź, Sørensen", "lodz sorensen"),
        ("Cœur, Æsop", "coeur aesop"),
        ("Παράδειγμα ΕΡΓΑΣΊΑΣ", "εργασιας"),
        ("İstanbul ışık", "istanbul isik"),
        ("Занятость", "ЗАНЯТОСТЬ"),
        ("مُسْتَقْبَل العمل", "مستقبل"),
        ("أسواق العمل", "اسواق"),
        ("仕事の未来", "未来"),
        ("Don’t stop: l’emploi", "don't l'emploi"),
        ("“Skills first”", '"skills'),
        ("Skills – what works", "skills - what"),
        ("Ｆｕｌｌ width", "full"),
        ("Unemployment", "employ"),
        ("Skills, jobs", "jobs, skills!"),
        ("R&D <at> 100 % of_all (a+)* C++ \\d", "r&d <at> % of_all (a+)* c++ \\d"),
    ],
)
@pytest.mark.django_db
def test_case_accents_and_quotes_do_not_count(text, typed):
    webinar = builders.webinar(title=text)

    assert found(typed) == {webinar}


@pytest.mark.parametrize("typed", ["%", "_", "100%", ".*", "\\", "a%b", "％", "[a-z]", "$"])
@pytest.mark.django_db
def test_signs_stand_for_themselves(typed):
    builders.webinar(title="Nothing of the kind")
    webinar = builders.webinar(title=f"Before {typed} after")

    assert found(typed) == {webinar}


@pytest.mark.django_db
def test_each_text_of_the_page_is_searched_and_all_words_must_occur():
    series = builders.series(title="Quince series")
    webinar = builders.webinar(
        title="Apple", kicker="Pear", summary="Cherry", audience="Plum", series=series,
        text_before="<p>Fig <strong>g</strong>rape&nbsp;lime &amp; more</p><p>Date</p>",
    )  # fmt: skip
    builders.session(webinar, title="Mango", text_before="<p>Melon</p>")
    builders.appearance(
        webinar, builders.speaker("Olive Example", honorific="Dr."), function="Peach", unit="Lemon",
        organisation="Orange", talk_title="Papaya", role="other", role_label="Guava",
    )  # fmt: skip
    builders.organiser(webinar, organisation=builders.organisation(name="Medlar", short_name="MDL"))
    builders.organiser(series=series, organisation=builders.organisation(name="Kumquat"))
    builders.document(webinar, title="Lychee", url="https://example.org/paper")
    builders.webinar(title="Apple alone", text_before="<p>Fig</p>")
    words = [
        "apple", "pear", "cherry", "plum", "quince", "fig", "grape", "lime", "&", "date", "mango", "melon",
        "olive", "peach", "lemon", "orange", "papaya", "guava", "medlar", "mdl", "kumquat", "lychee",
    ]  # fmt: skip

    assert [word for word in words if webinar not in found(word)] == []
    assert found(" ".join(words)) == {webinar}
    assert found("apple pear banana") == set()


@pytest.mark.parametrize("typed", ["strong", "nbsp", "href", "<p>", "elsewhere"])
@pytest.mark.django_db
def test_formatting_is_no_text(typed):
    builders.webinar(text_before='<p>A <strong>b</strong>&nbsp;<a href="https://elsewhere.example">c</a></p>')

    assert found(typed) == set()


@pytest.mark.django_db
def test_a_draft_is_never_found():
    webinar = builders.webinar(title="Secret plan", status="draft", series=builders.series(title="Open"))
    builders.appearance(webinar, builders.speaker("Not Yet Announced"))

    assert [found(typed) for typed in ("secret", "announced", "open", "")] == [set()] * 4


@pytest.mark.django_db
def test_what_is_for_afterwards_is_found_from_the_end_on():
    webinar = builders.webinar(text_after="<p>Quotation</p>", takeaways_intro="Remember this")
    builders.session(webinar, text_after="<p>Summary of talks</p>")
    builders.takeaway(webinar, "Listen first")
    words = ["quotation", "remember", "talks", "listen"]

    before = [found(word, webinar.ends_at - HOUR) for word in words]
    after = [found(word, webinar.ends_at) for word in words]
    Webinar.objects.update(status="cancelled", status_reason="Ill")
    cancelled = [found(word, AFTER) for word in words]

    assert (before, after, cancelled) == ([set()] * 4, [{webinar}] * 4, [set()] * 4)


@pytest.mark.django_db
def test_a_document_is_found_once_everyone_may_have_it():
    webinar = builders.webinar()
    address = {"url": "https://example.org/paper"}
    builders.document(webinar, title="Announced only")
    builders.document(webinar, title="For registrants", audience="registrants", **address)
    builders.document(webinar, title="Published later", publish_at=builders.NOW + HOUR, **address)

    words = ["announced", "registrants", "later"]
    assert [found(word) for word in words] == [set()] * 3
    assert found("later", builders.NOW + HOUR) == {webinar}


@pytest.mark.django_db
def test_a_text_that_changes_is_found_by_its_new_words():
    webinar = builders.webinar(title="Old words")
    webinar.title = "New words"
    webinar.save()

    assert (found("old"), found("new")) == (set(), {webinar})


def test_words_within_others_are_looked_for_once():
    assert search.words("e the there, there! employment (employ) ... THE") == [
        "employment", "(employ)", "there", "THE",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("x" * 5000, "Shorten the search to 200 characters (it has 5000)."),
        (" ".join(f"w{n}" for n in range(100, 125)), "Search for at most 20 words."),
    ],
    ids=["long", "many words"],
)
@pytest.mark.django_db
def test_too_much_is_explained_and_kept(client, typed, words):
    for _ in range(2):
        builders.coming_webinar()

    text = client.get("/webinars/", {"q": typed}).content.decode()

    assert text.count(words) == 2  # in the summary and beside the field
    assert f'value="{typed}"' in text
    assert "<title>Error: " in text
    assert " 2 webinars" in " ".join(text.split())


@pytest.mark.parametrize("typed", ["", "   ", "\t\n", "...", "\u3000"])
@pytest.mark.django_db
def test_without_words_all_are_shown(client, typed):
    webinars = [builders.coming_webinar(), builders.coming_webinar()]

    text = client.get("/webinars/", {"q": typed}).content.decode()

    assert all(f">{webinar.title}<" in text for webinar in webinars)


@pytest.mark.django_db
def test_b02_a_nul_is_refused_and_not_looked_for(client):
    assert client.get("/webinars/?q=%00").status_code == 400


@pytest.fixture
def two(db):
    builders.coming_webinar(lang="fr", spoken_languages=["fr"], series=builders.series())
    builders.coming_webinar()


@pytest.mark.usefixtures("two")
@given(
    typed=st.text(max_size=400),
    others=st.dictionaries(st.sampled_from(["year", "series", "language", "page"]), st.text(max_size=20)),
)
def test_b02_whatever_is_typed_is_answered(client, typed, others):
    """Any Unicode, in any parameter; surrogates and bytes that are no text among them."""
    query = urlencode({"q": typed, **others}, errors="surrogatepass")

    response = client.get(f"/webinars/?{query}")

    assert response.status_code == (400 if "%00" in query else 200)
