"""B90: files made of what is published are made once, by one at a time, and in bounds."""

import contextlib
import fcntl
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.urls import reverse

from events import made_once, pdf
from events.models import Site, Webinar
from tests import builders
from tests.events.printed import needs_pango

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.VAR_FOLDER = tmp_path
    return tmp_path / "cache" / "pdf"


@pytest.fixture
def webinar():
    return builders.webinar(slug="activation")


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
    builders.takeaway(webinar)
    pdf.programme(webinar, builders.NOW)
    Site.objects.update(name="Another name")
    pdf.programme(webinar, builders.NOW)
    pdf.programme(webinar, builders.NOW + timedelta(days=60))

    assert len(builds) == 3


def together(make, people=20):
    """Let so many ask for the same file at once; return the files they got."""
    start = threading.Barrier(people)

    def ask(_):
        start.wait()
        return made_once.made_once("pdf", 1, b"the same", make)

    with ThreadPoolExecutor(max_workers=people) as pool:
        return list(pool.map(ask, range(people)))


def test_twenty_who_come_together_share_one_build():
    made = []

    paths = together(lambda: made.append(1) or b"%PDF")

    assert (len(set(paths)), len(made)) == (1, 1)


def test_without_the_lock_each_of_them_would_build(monkeypatch):
    made, met = [], threading.Barrier(20)
    monkeypatch.setattr(made_once, "turn", lambda path: contextlib.nullcontext())

    together(lambda: (met.wait() and None) or made.append(1) or b"%PDF")

    assert len(made) == 20


def test_two_files_are_not_made_at_once_in_one_process(monkeypatch):
    """A crawler who walks through all programmes takes the memory of one."""
    monkeypatch.setattr(made_once, "PATIENCE", 0)

    def make():
        with ThreadPoolExecutor() as pool, pytest.raises(made_once.Busy):
            pool.submit(made_once.made_once, "pdf", 2, b"another", lambda: b"%PDF").result()
        return b"%PDF"

    made_once.made_once("pdf", 1, b"this", make)

    assert made_once.made_once("pdf", 2, b"another", lambda: b"%PDF").exists()


def test_whoever_waits_too_long_is_asked_to_come_back(client, webinar, folder, builds, monkeypatch):
    monkeypatch.setattr(made_once, "PATIENCE", 0)
    folder.mkdir(parents=True)
    with (folder / f"{webinar.pk}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)

        response = client.get("/webinars/activation/programme.pdf")

    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert response["Cache-Control"] == "private, no-store"
    assert builds == []


def test_a_build_that_fails_leaves_nothing_behind(webinar, folder, monkeypatch):
    monkeypatch.setattr(pdf, "build", lambda html: None)

    with pytest.raises(TypeError):
        pdf.programme(webinar, builders.NOW)

    assert [path.name for path in folder.iterdir()] == [f"{webinar.pk}.lock"]
    assert not made_once.building.locked()


@pytest.mark.parametrize("name", ["programme", "card"])
def test_a_full_disk_is_no_error_page(client, webinar, builds, monkeypatch, name):
    def full(path, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(made_once, "store", full)

    response = client.get(reverse(f"events:{name}", args=["activation"]))

    assert (response.status_code, response["Retry-After"]) == (503, "60")


def test_what_nobody_asks_for_is_forgotten(webinar, folder, builds, monkeypatch):
    monkeypatch.setattr(made_once, "KEPT", 2)

    paths = []
    for name in ("one", "two", "three"):
        Webinar.objects.update(title=name)
        webinar.refresh_from_db()
        paths.append(pdf.programme(webinar, builders.NOW))

    assert set(folder.glob("*.pdf")) == set(paths[1:])


@needs_pango
def test_the_programme_is_saved_under_the_name_of_the_webinar(client, webinar):
    response = client.get("/webinars/activation/programme.pdf")

    assert response.content.startswith(b"%PDF-")
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
