import fcntl
import io
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from pypdf import PdfReader

from events import pdf
from events.models import Appearance, Site, Sitting, Webinar
from tests import builders

AFTER = builders.START + timedelta(days=30)


def has_pango():
    try:
        import weasyprint  # noqa: F401
    except OSError:
        return False
    return True


needs_pango = pytest.mark.skipif(not has_pango(), reason="Pango, a system library, is missing")


@pytest.fixture(autouse=True)
def cache(db, settings, tmp_path):
    settings.VAR_FOLDER = tmp_path
    return tmp_path / "cache" / "programmes"


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
        contact_name="The team",
        contact_email="team@example.org",
    )
    builders.organiser(
        webinar, organisation=builders.organisation(name="The Labour Office", short_name="TLO")
    )
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
    return webinar


def words(html):
    """Return the text of a programme as one line."""
    pages = PdfReader(io.BytesIO(pdf.build(html))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def in_order(text, *parts):
    places = [text.find(part) for part in parts]
    assert -1 not in places, parts[places.index(-1)]
    return places == sorted(places)


@needs_pango
def test_the_programme_is_tagged_and_says_what_it_is(webinar):
    reader = PdfReader(pdf.programme(webinar, builders.NOW))

    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title == "Activation for recovery"
    assert "pdfuaid:part" in root["/Metadata"].get_data().decode()


@needs_pango
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
        "10:00 to 11:30, Zurich (CEST, UTC+2)",
        "The Labour Office (TLO)",
        "It will look forward.",
        "10:00 to 10:45",
        "Session 1",
        "Ms. Ada Example",
        "Director, TLO",
        "Speakers",
        "Moderator, to be announced",
        "World Bank, to be announced",
        "The team",
        "team@example.org",
        "http://localhost:8000/webinars/activation/",
    )
    assert "Skills matter." not in text


@needs_pango
def test_afterwards_it_tells_what_was_learnt(webinar):
    text = words(pdf.page(webinar, AFTER))

    assert in_order(text, "It looked back.", "Key takeaways", "Skills matter.", "Session 1")
    assert "look forward" not in text


@needs_pango
def test_each_sitting_is_told_with_its_day():
    webinar = builders.webinar(ends_at=builders.START + timedelta(days=1, hours=2))
    for number in (1, 2):
        start = builders.START + timedelta(days=number - 1)
        Sitting.objects.create(
            webinar=webinar,
            number=number,
            label=f"Day {number}",
            starts_at=start,
            ends_at=start + timedelta(hours=2),
        )

    text = words(pdf.page(webinar, builders.NOW))

    assert in_order(
        text, "Day 1", "Friday 25 September 2026", "10:00 to 12:00", "Day 2", "Saturday 26 September 2026"
    )


@needs_pango
@pytest.mark.parametrize(("status", "said"), [("cancelled", "is cancelled."), ("postponed", "is postponed")])
def test_a_webinar_that_does_not_take_place_says_so(webinar, status, said):
    webinar.status, webinar.status_reason = status, "The host is ill."

    text = words(pdf.page(webinar, builders.NOW))

    assert in_order(text, said, "The host is ill.", "Friday 25 September 2026")


@needs_pango
@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("ar", "سوق العمل"),
        ("ru", "Занятость и навыки"),
        ("el", "Απασχόληση"),
        ("vi", "Kỹ năng và việc làm"),
        ("pl", "Żółć i łąka"),
    ],
)
def test_other_scripts_can_be_read_back(lang, title):
    reader = PdfReader(pdf.programme(builders.webinar(lang=lang, title=title), builders.NOW))

    assert reader.trailer["/Root"]["/Lang"] == lang
    assert reader.metadata.title == title
    fonts = {font["/BaseFont"] for page in reader.pages for font in page["/Resources"]["/Font"].values()}
    assert all(
        "Noto-Sans" in name or "NotoSans" in name or "Vazirmatn" in name for name in map(str, fonts)
    ), fonts
    if lang != "ar":  # its letters are joined and its order is turned
        assert title in " ".join(reader.pages[0].extract_text().split())


@needs_pango
def test_hostile_text_is_only_text(webinar):
    webinar.title = "<script>alert(1)</script> {{7*7}} & co"

    assert "<script>alert(1)</script> {{7*7}} & co" in words(pdf.page(webinar, builders.NOW))


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]:8000/static/css/pdf.css",
        "https://example.org/a.png",
        "ftp://example.org/a.png",
        "data:image/png;base64,AAAA",
        "http://localhost:8000/admin/",
        "http://localhost:8000/static/../secret-key",
        "http://localhost:8000/static/fonts/%2e%2e/%2e%2e/manage.py",
        "http://localhost:8000/static/fonts/../../manage.py",
        "http://localhost:8000/static/js/admin.js",
        "http://localhost:8000/pictures/../secret-key",
        "http://localhost:8000/pictures/a.svg",
        "http://localhost:8000.evil.example/static/css/pdf.css",
        "http://localhost:8000@evil.example/static/css/pdf.css",
    ],
)
def test_nothing_but_our_own_files_is_fetched(url):
    with pytest.raises(ValueError, match="not one of our own files"):
        pdf.fetched(url)


@needs_pango
def test_no_text_makes_the_maker_fetch_or_attach_anything(monkeypatch, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("a secret")
    asked = []
    monkeypatch.setattr(pdf, "fetched", lambda url: asked.append(url) or b"")
    html = f"""<html lang="en"><title>x</title><link rel="attachment" href="file://{secret}">
        <link rel="stylesheet" href="http://127.0.0.1:9/a.css"><img alt="x" src="file://{secret}">
        <style>@import url("http://127.0.0.1:9/b.css");
        p {{ background: url("http://127.0.0.1:9/c.png") }}</style>
        <p>x</p><svg xmlns="http://www.w3.org/2000/svg"><image href="file://{secret}"/></svg>"""

    made = pdf.build(html)

    assert f"file://{secret}" in asked  # all went through the one door
    assert b"a secret" not in made


@needs_pango
def test_an_attachment_from_the_disk_is_left_out(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("a secret")

    made = pdf.build(
        f'<html lang="en"><title>x</title><link rel="attachment" href="file://{secret}"><p>x</p>'
    )

    assert PdfReader(io.BytesIO(made)).attachments == {}


def test_our_own_files_and_pictures_are_handed_out():
    name = default_storage.save("pictures/abc.webp", ContentFile(b"RIFF"))

    assert pdf.fetched("http://localhost:8000/static/fonts/noto-sans-latin-400-normal.woff2")[:4] == b"wOF2"
    assert pdf.fetched(f"http://localhost:8000/{name}") == b"RIFF"


# Made once ------------------------------------------------------------------------------------


@pytest.fixture
def builds(monkeypatch):
    """Put something quick in the place of WeasyPrint; return what was built."""
    made = []
    monkeypatch.setattr(pdf, "build", lambda html: made.append(html) or b"%PDF-1.7 made")
    return made


def test_a_programme_is_made_once_for_the_same_contents(webinar, builds):
    paths = [pdf.programme(webinar, builders.NOW + timedelta(minutes=n)) for n in range(3)]

    assert len(set(paths)) == len(builds) == 1
    assert paths[0].read_bytes() == b"%PDF-1.7 made"


def test_it_is_made_again_when_something_changes(webinar, builds):
    pdf.programme(webinar, builders.NOW)
    Site.objects.update(name="Another name")
    pdf.programme(webinar, builders.NOW)
    pdf.programme(webinar, AFTER)

    assert len(builds) == 3


def test_those_who_come_together_share_one_build(webinar, cache, monkeypatch):
    made = []
    monkeypatch.setattr(pdf, "page", lambda webinar, now: "<html>")
    monkeypatch.setattr(pdf, "build", lambda html: made.append(html) or b"%PDF-1.7")

    with ThreadPoolExecutor(max_workers=8) as pool:
        paths = set(pool.map(lambda _: pdf.programme(webinar, builders.NOW), range(8)))

    assert (len(paths), len(made)) == (1, 1)


def test_whoever_waits_too_long_is_asked_to_come_back(client, webinar, cache, builds, monkeypatch):
    monkeypatch.setattr(pdf, "PATIENCE", 0)
    cache.mkdir(parents=True)
    with (cache / f"{webinar.pk}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)

        response = client.get("/webinars/activation/programme.pdf")

    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert response["Cache-Control"] == "private, no-store"
    assert builds == []


def test_a_build_that_fails_leaves_nothing_behind(webinar, cache, monkeypatch):
    monkeypatch.setattr(pdf, "build", lambda html: None)

    with pytest.raises(TypeError):
        pdf.programme(webinar, builders.NOW)

    assert [path.name for path in cache.iterdir()] == [f"{webinar.pk}.lock"]


def test_a_full_disk_is_no_error_page(client, webinar, builds, monkeypatch):
    def full(path, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pdf, "store", full)

    response = client.get("/webinars/activation/programme.pdf")

    assert (response.status_code, response["Retry-After"]) == (503, "60")


def test_what_nobody_asks_for_is_forgotten(webinar, cache, builds, monkeypatch):
    monkeypatch.setattr(pdf, "KEPT", 2)

    paths = []
    for name in ("one", "two", "three"):
        Webinar.objects.update(title=name)
        webinar.refresh_from_db()
        paths.append(pdf.programme(webinar, builders.NOW))

    assert set(cache.glob("*.pdf")) == set(paths[1:])


@needs_pango
def test_the_programme_is_saved_under_the_name_of_the_webinar(client, webinar):
    response = client.get("/webinars/activation/programme.pdf")

    assert b"".join(response.streaming_content).startswith(b"%PDF-")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'inline; filename="activation.pdf"'
    assert response["Cache-Control"] == "public, max-age=0, s-maxage=10"
    again = client.get("/webinars/activation/programme.pdf", headers={"if-none-match": response["ETag"]})
    assert again.status_code == 304


def test_without_pango_the_answer_says_so_and_nothing_else_fails(client, webinar, monkeypatch):
    class Missing:
        def find_spec(self, name, path=None, target=None):
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'")

    for name in [name for name in sys.modules if name.partition(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [Missing(), *sys.meta_path])

    response = client.get("/webinars/activation/programme.pdf")

    assert response.status_code == 503
    assert "system library" in response.content.decode()
    assert client.get("/webinars/activation/calendar.ics").status_code == 200
