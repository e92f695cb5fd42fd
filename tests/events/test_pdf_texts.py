"""Other scripts, mixed directions and long programmes in the PDF."""

import unicodedata
from datetime import timedelta

import pytest
from django.template import Context, Template

from events import pdf
from tests import builders
from tests.events.printed import needs_pango, pages_of, read, words

pytestmark = [needs_pango, pytest.mark.django_db]
ARABIC = "سوق العمل بعد الجائحة"


def letters(text):
    """Return the letters of a text whatever their order and shape: what is joined is read as its parts."""
    return sorted(each for each in unicodedata.normalize("NFKC", text) if each.isalpha())


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("ar", ARABIC),
        ("ru", "Занятость и навыки"),
        ("el", "Απασχόληση"),
        ("vi", "Kỹ năng và việc làm"),
        ("pl", "Żółć i łąka"),
    ],
)
def test_other_scripts_are_set_in_our_fonts(lang, title):
    reader = read(pdf.build(pdf.page(builders.webinar(lang=lang, title=title), builders.NOW)))

    assert reader.trailer["/Root"]["/Lang"] == lang
    assert reader.metadata.title == title
    fonts = {str(font["/BaseFont"]) for page in reader.pages for font in page["/Resources"]["/Font"].values()}
    assert [name for name in fonts if not any(own in name for own in ("Noto-Sans", "Vazirmatn"))] == []
    if lang != "ar":
        assert title in " ".join(reader.pages[0].extract_text().split())


def test_arabic_reads_back_letter_by_letter():
    webinar = builders.webinar(lang="ar", title="سوق العمل")

    text = words(pdf.page(webinar, builders.NOW))

    arabic = [each for each in unicodedata.normalize("NFKC", text) if "ARABIC" in unicodedata.name(each, "")]
    assert sorted(arabic) == letters("سوق العمل")


@pytest.mark.parametrize("title", ["雇用サービス", "हिन्दी", "עברית", "😀"])
def test_a_script_without_a_font_of_ours_is_no_error(title):
    """B14"""
    html = pdf.page(builders.webinar(title=title, summary="Told in English, too."), builders.NOW)

    reader = read(pdf.build(html))

    assert reader.metadata.title == title
    assert "Told in English, too." in " ".join(reader.pages[0].extract_text().split())


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("ILO", "ltr"),
        (ARABIC, "rtl"),
        (f"2026: {ARABIC}", "rtl"),
        ("עברית ILO", "rtl"),
        ("2026", "ltr"),
        ("", "ltr"),
    ],
)
def test_a_text_runs_the_way_of_its_first_letter(text, direction):
    template = Template("{% load pdf %}{{ text|direction }}")

    assert template.render(Context({"text": text})) == direction


def test_in_an_arabic_programme_times_are_not_turned_around():
    webinar = builders.webinar(lang="ar", title=ARABIC)
    builders.session(
        webinar, title=ARABIC, starts_at=builders.START, ends_at=builders.START + timedelta(minutes=45)
    )

    text = words(pdf.page(webinar, builders.NOW))

    assert "10:00 to 11:30" in text
    assert "10:00 to 10:45" in text
    assert "http://localhost:8000/webinars/" in text


@pytest.fixture(scope="module")
def text_of_a_session():
    return "<p>Employment services met a sudden rise in demand. What stays of what was learnt?</p>" * 4


def test_a_long_programme_cuts_no_session_and_leaves_no_heading_alone(text_of_a_session):
    webinar = builders.webinar()
    people = [builders.speaker(f"Person{n:02}") for n in range(80)]
    for n in range(25):
        session = builders.session(
            webinar, title=f"Begin{n:02}", text_before=f"{text_of_a_session}<p>End{n:02}</p>", order=n
        )
        for person in people[n::25]:
            builders.appearance(webinar, person, session=session, organisation="TLO")

    pages = pages_of(pdf.page(webinar, builders.NOW))

    for n in range(25):
        begins, ends = (
            [number for number, text in enumerate(pages) if f"{word}{n:02}" in text]
            for word in ("Begin", "End")
        )
        assert begins == ends
    bodies = [text.rpartition(" Page ")[0].removesuffix(webinar.title).strip() for text in pages]
    assert [body for body in bodies if body.endswith(("Programme", "Speakers", "Begin"))] == []
    assert sum(text.count("Person") for text in pages) == 160


def test_a_session_longer_than_a_page_goes_on_overleaf(text_of_a_session):
    webinar = builders.webinar()
    builders.session(webinar, title="Long", text_before=text_of_a_session * 20 + "<p>The end.</p>")

    pages = pages_of(pdf.page(webinar, builders.NOW))

    assert len(pages) > 2
    assert sum(text.count("What stays") for text in pages) == 80
    assert "The end." in pages[-1]
