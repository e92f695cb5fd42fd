import io
import re
import subprocess
from datetime import timedelta

import pdfua
import pytest

from events import pdf
from events.models import Appearance, Sitting
from tests import builders
from tests.events.printed import elements, in_order, needs_pango, pages_of, picture, read, words

AFTER = builders.START + timedelta(days=30)
pytestmark = [needs_pango, pytest.mark.django_db]


@pytest.fixture
def webinar():
    webinar = builders.webinar(
        slug="activation",
        title="Activation for recovery",
        kicker="A joint webinar",
        summary="What helps.",
        series=builders.series(title="Summer webinars"),
        number=1,
        text_before="<p>It will look forward.</p>",
        text_after="<p>It looked back.</p>",
        spoken_languages=["en"],
        caption_languages=["fr"],
        contact_name="The team",
        contact_email="team@example.org",
    )
    office = builders.organisation(name="The Labour Office", short_name="TLO")
    builders.organiser(webinar, organisation=office)
    builders.takeaway(webinar, "Skills matter.")
    first = builders.session(
        webinar, starts_at=builders.START, ends_at=builders.START + timedelta(minutes=45)
    )
    builders.appearance(
        webinar,
        builders.speaker("Ada Example", honorific="Ms."),
        session=first,
        function="Director",
        organisation="TLO",
    )
    builders.appearance(webinar, role=Appearance.Role.MODERATOR)
    builders.appearance(webinar, organisation="World Bank")
    builders.document(webinar, url="https://files.example.org/slides")
    builders.document(webinar, kind="report")
    return webinar


def drawn(webinar, now=builders.NOW):
    return pdf.build(pdf.page(webinar, now))


def test_the_programme_is_tagged_and_says_what_it_is(webinar):
    reader = read(drawn(webinar))

    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title == "Activation for recovery"
    assert "pdfuaid:part" in root["/Metadata"].get_data().decode()
    headings = [element["/S"] for element in elements(reader) if element["/S"].startswith("/H")]
    assert headings == ["/H1", "/H2", "/H2", "/H3", "/H2", "/H2"]


def test_pdfinfo_says_the_same(webinar, tmp_path):
    file = tmp_path / "a.pdf"
    file.write_bytes(drawn(webinar))

    try:
        told = subprocess.run(["pdfinfo", file], capture_output=True, text=True, check=True).stdout
    except FileNotFoundError:
        pytest.skip("pdfinfo, of poppler-utils, is missing")

    facts = {name: value.strip() for name, _, value in (line.partition(":") for line in told.splitlines())}
    assert (facts["Title"], facts["Tagged"]) == ("Activation for recovery", "yes")
    assert facts["Page size"].endswith("(A4)")


@pytest.mark.parametrize("status", ["published", "cancelled", "postponed"])
def test_pdfua_finds_nothing(webinar, status):
    webinar.status, webinar.status_reason = status, "A reason."

    report = pdfua.validate(io.BytesIO(drawn(webinar)))

    assert [str(finding) for finding in report.findings] == []


def test_pdfua_would_find_something():
    assert pdfua.validate(io.BytesIO(untagged())).findings


def untagged():
    import weasyprint

    return weasyprint.HTML(string="<p>x</p>").write_pdf()


def test_pictures_and_the_code_are_described(webinar):
    webinar.organisers.get().organisation.logo.save("x", io.BytesIO(picture()))
    speaker = webinar.appearances.exclude(speaker=None).get().speaker
    speaker.portrait.save("x", io.BytesIO(picture()))

    figures = [each for each in elements(read(drawn(webinar))) if each["/S"] == "/Figure"]

    assert [figure["/Alt"] for figure in figures] == [
        "The Labour Office",
        "QR code: leads to the page of the webinar",
        "Portrait of Ms. Ada Example",
    ]


def test_the_programme_reads_in_order(webinar):
    text = words(pdf.page(webinar, builders.NOW))

    assert in_order(
        text,
        "Webinar 1",
        "Summer webinars",
        "A joint webinar",
        "Activation for recovery",
        "What helps.",
        "Friday 25 September 2026",
        "10:00 to 11:30",
        "Zurich (CEST, UTC+2)",
        "English",
        "Captions in French",
        "The Labour Office (TLO)",
        "The team",
        "team@example.org",
        "http://localhost:8000/webinars/activation/",
        "It will look forward.",
        "10:00 to 10:45",
        "Session 1",
        "Ms. Ada Example, TLO",
        "Speakers",
        "Ms. Ada Example",
        "Director, TLO",
        "Moderator, to be announced",
        "World Bank, to be announced",
        "Documents",
        "Presentation slides, files.example.org, English",
        "Final report to be published",
    )
    assert "Skills matter." not in text


def test_afterwards_it_tells_what_was_learnt(webinar):
    text = words(pdf.page(webinar, AFTER))

    assert in_order(text, "It looked back.", "Key takeaways", "Skills matter.", "Session 1")
    assert "look forward" not in text


def test_each_sitting_is_told_with_its_day():
    webinar = builders.webinar(ends_at=builders.START + timedelta(days=1, hours=2))
    for number in (1, 2):
        start = builders.START + timedelta(days=number - 1)
        end = start + timedelta(hours=2)
        Sitting.objects.create(
            webinar=webinar, number=number, label=f"Day {number}", starts_at=start, ends_at=end
        )

    text = words(pdf.page(webinar, builders.NOW))

    assert in_order(
        text, "Day 1", "Friday 25 September 2026", "10:00 to 12:00", "Day 2", "Saturday 26 September 2026"
    )


def test_a_cancelled_webinar_says_so_before_all_else(webinar):
    webinar.status, webinar.status_reason = "cancelled", "The host is ill."

    text = words(pdf.page(webinar, builders.NOW))

    assert text.startswith("Cancelled. The host is ill.")
    assert in_order(text, "Does not take place. It was planned for", "Friday 25 September 2026")


def test_a_postponed_webinar_tells_no_time_that_does_not_hold(webinar):
    webinar.status, webinar.status_reason = "postponed", "The host is ill."

    text = words(pdf.page(webinar, builders.NOW))

    assert text.startswith("Postponed. The host is ill. The new date will be published on the page")
    assert "New date to be announced" in text
    assert "10:" not in text
    assert "25 September" not in text


def test_a_postponed_webinar_has_no_heading_without_words():
    webinar = builders.two_sittings(status="postponed")
    builders.session(webinar)
    webinar.sittings.filter(number=1).update(label="First part")

    headings = re.findall('<h3 class="sitting">(.*?)</h3>', pdf.page(webinar, builders.NOW))

    assert headings == ["First part"]


def test_a_moved_webinar_tells_the_date_that_no_longer_holds(webinar):
    webinar.moved_from = builders.START - timedelta(days=7)

    text = words(pdf.page(webinar, builders.NOW))

    assert text.startswith(
        "Moved. The earlier date no longer holds: Friday 18 September 2026, 10:00 Zurich (CEST, UTC+2)."
    )
    assert "Moved." not in words(pdf.page(webinar, AFTER))


def test_hostile_text_is_only_text(webinar):
    """B16"""
    webinar.title = "<script>alert(1)</script> {{7*7}} & co"

    assert "<script>alert(1)</script> {{7*7}} & co" in words(pdf.page(webinar, builders.NOW))


def test_each_page_says_where_in_the_programme_it_is(webinar):
    webinar.text_before = "<p>A long text.</p>" * 60

    pages = pages_of(pdf.page(webinar, builders.NOW))

    assert len(pages) > 1
    for number, text in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in text
    assert "Activation for recovery" in pages[-1]
