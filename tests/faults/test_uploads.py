"""What may go wrong while a file is on its way, seen by the organiser who sends it."""

import subprocess

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from events import files
from events.models import Document, Speaker
from registrations.models import Heartbeat
from tests import builders
from tests.events.uploaded import picture
from tests.events.webinar_form import ADD, change, document_row, errors, page, rows, typed_again

pytestmark = pytest.mark.django_db
SPEAKER = "/admin/events/speaker/add/"
NOT_STORED = (
    "The file could not be stored, so nothing was changed: the server has no room for it. "
    "Tell whoever runs the site, then choose the file again and save."
)
LIMIT = 60 * 1024 * 1024


@pytest.fixture
def organiser(client):
    client.force_login(builders.user())
    return client


@pytest.fixture
def full(settings, tmp_path):
    """A folder for files on a disk of one megabyte, of which 20 kB are left; or, without the right to
    mount one, a folder that is a file."""
    folder = tmp_path / "disk"
    folder.mkdir()
    settings.MEDIA_ROOT = folder / "media"
    if not mounted(folder, "size=1m"):
        settings.MEDIA_ROOT.write_bytes(b"")
        yield settings.MEDIA_ROOT
        return
    settings.MEDIA_ROOT.mkdir()
    (folder / "filling").write_bytes(bytes(1_000_000 - 20_000))
    yield settings.MEDIA_ROOT
    subprocess.run(["umount", folder], check=True)


def mounted(folder, options):
    try:
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


def slides(length=1_000_000):
    return SimpleUploadedFile("slides.pdf", b"%PDF-1.7" + bytes(length))


def left_in(folder):
    return [path for path in folder.rglob("*") if path.is_file()] if folder.is_dir() else []


@pytest.mark.parametrize("length", [100_000, 4_000_000], ids=["held in memory", "held in a file"])
def test_a_full_disk_is_told_and_what_was_typed_is_kept(organiser, full, length):
    """B49"""
    fields = page(title="Skills <for> all", **rows("documents", document_row(title="S", file=slides(length))))

    response = organiser.post(ADD, fields)

    shown = response.content.decode()
    assert response.status_code == 200
    assert errors(response) == [NOT_STORED]
    assert 'value="Skills &lt;for&gt; all"' in shown
    assert "Please choose the file again." in shown
    assert not Document.objects.exists()
    assert left_in(full) == []


def test_a_full_disk_leaves_a_saved_webinar_as_it_was(organiser, full):
    """B49"""
    webinar = builders.webinar(title="Before")
    fields = typed_again(webinar, title="After", **rows("documents", document_row(file=slides())))

    response = organiser.post(change(webinar), fields)

    webinar.refresh_from_db()
    assert (errors(response), webinar.title) == ([NOT_STORED], "Before")


def test_a_picture_for_which_there_is_no_room_is_told(organiser, settings, tmp_path):
    """B49: the folder of pictures cannot be written to."""
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "pictures").write_bytes(b"no folder")
    portrait = SimpleUploadedFile("me.png", picture())
    sent = {"name": "Ada Example", "slug": "ada", "portrait": portrait} | rows("links")

    response = organiser.post(SPEAKER, sent)

    assert errors(response) == [NOT_STORED]
    assert 'value="Ada Example"' in response.content.decode()
    assert not Speaker.objects.exists()


def test_the_same_form_is_saved_once_there_is_room(organiser, full, settings, tmp_path):
    """B49"""
    fields = page(**rows("documents", document_row(file=slides())))
    organiser.post(ADD, fields)
    settings.MEDIA_ROOT = tmp_path

    response = organiser.post(ADD, fields | rows("documents", document_row(file=slides())))

    assert response.status_code == 302
    assert Document.objects.get().size == 1_000_008


def ready(client):
    Heartbeat.objects.touch("worker", timezone.now())
    answer = client.get("/readyz")
    return answer.status_code, answer.json()["problems"]


def test_monitoring_is_told_of_a_full_disk(client, full):
    """B49"""
    assert ready(client) == (503, ["files"])


def test_a_folder_that_cannot_be_written_to_is_told_and_survived(client, organiser, settings, tmp_path):
    """B49: also the worker, who cannot remove anything from it."""
    if not mounted(tmp_path, "size=1m"):
        pytest.skip("needs the right to mount")
    settings.MEDIA_ROOT = tmp_path
    builders.webinar()
    default_storage.save("documents/unused.pdf", slides(9))
    subprocess.run(["mount", "-o", "remount,ro", tmp_path], check=True)
    try:
        response = organiser.post(ADD, page(**rows("documents", document_row(file=slides()))))
        files.forget_unused(timezone.now() + 2 * files.KEPT)

        assert errors(response) == [NOT_STORED]
        assert ready(client) == (503, ["files"])
        assert (tmp_path / "documents/unused.pdf").exists()
    finally:
        subprocess.run(["umount", tmp_path], check=True)


def multipart(*parts, ending=b"--x--\r\n"):
    return b"".join(b"--x\r\n" + part + b"\r\n" for part in parts) + ending


def part(name, content, *headers):
    disposition = f'Content-Disposition: form-data; name="{name}"; filename="a.png"'
    return "\r\n".join([disposition, *headers, "", ""]).encode() + content


def send(client, path, body, **headers):
    return client.generic("POST", path, body, "multipart/form-data; boundary=x", **headers)


BASE64 = "Content-Transfer-Encoding: base64"


@pytest.mark.parametrize(
    "body",
    [
        multipart(part("portrait", b" " * 3_000_000, BASE64)),
        multipart(part("portrait", b"AAA", BASE64)),
        multipart(part("portrait", b"=" * 100_001, BASE64)),
        multipart(part("portrait", b"\xff" * 1_000, BASE64)),
        multipart(*(part(f"f{n}", b"") for n in range(10_000))),
        multipart(*(part(f"f{n}", b"x") for n in range(10_000))),
        multipart(part("portrait", picture()), ending=b""),
        multipart(b"Content-Disposition: form-data; name=\0"),
        multipart(b"no header at all"),
        multipart(
            part("x.png/", b"x"), b'Content-Disposition: form-data; name="a"; filename="x.png/"\r\n\r\nx'
        ),
        b"--x",
        b"",
    ],
    ids=[
        "only spaces",
        "no whole quantum",
        "only padding",
        "no base64",
        "10,000 empty files",
        "10,000 tiny files",
        "no end",
        "NUL",
        "no header",
        "a folder",
        "cut off",
        "nothing",
    ],
)
def test_a_body_in_pieces_is_refused_or_shown_again(organiser, body):
    """B47"""
    response = send(organiser, SPEAKER, body)

    assert response.status_code in {200, 400, 413}
    assert not Speaker.objects.exists()


class Endless:
    """A body that is never read: whoever does fails the test."""

    def read(self, *_):
        raise AssertionError("the body was read")

    readline = read


def endless(client, path, length):
    type_of_body = "multipart/form-data; boundary=x"
    given = {"CONTENT_TYPE": type_of_body, "CONTENT_LENGTH": length, "wsgi.input": Endless()}
    return client.generic("POST", path, **given)


@pytest.mark.parametrize(
    ("path", "length", "words"),
    [
        (SPEAKER, LIMIT + 1, "Files may add up to 57 MB"),
        ("/contact/", 2_621_441, "at most 2.5 MB, 10,000 fields and 100 files"),
        ("/accounts/login/", 2_621_441, "at most 2.5 MB, 10,000 fields and 100 files"),
    ],
)
def test_a_body_that_is_too_long_is_not_read(organiser, path, length, words):
    """B47: told by its header."""
    response = endless(organiser, path, str(length))

    assert response.status_code == 413
    assert words in " ".join(response.content.decode().split())


def test_a_body_without_a_length_is_read_as_none(organiser):
    """B47: so it has no end that anyone would wait for."""
    response = endless(organiser, SPEAKER, "")

    assert response.status_code in {200, 400}
