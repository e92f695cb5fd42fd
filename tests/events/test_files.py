"""The folder of files and the database agree: nothing half stored, nothing left over, nothing lost."""

import os
import resource
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from events import files
from registrations import verify
from registrations.management.commands.worker import Worker
from tests import builders
from tests.events.uploaded import picture

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """An empty folder for files, outside which there is one that nobody may touch."""
    (tmp_path / "other.pdf").write_bytes(b"other")
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    return settings.MEDIA_ROOT


@contextmanager
def no_file_longer_than(octets):
    """Writing more fails, as on a disk that is full, when some of it has been written."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (octets, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def stored(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def later(**span):
    return timezone.now() + timedelta(**span)


def document(**fields):
    return builders.document(builders.webinar(), file=ContentFile(b"%PDF-", name="x.pdf"), **fields)


def test_a_file_for_which_there_is_no_room_leaves_nothing(folder):
    """B49"""
    with no_file_longer_than(100_000), pytest.raises(files.NotStored):
        default_storage.save("documents/a.pdf", ContentFile(b"%PDF-" + bytes(200_000)))

    assert stored(folder) == []


def test_a_picture_of_which_one_size_has_no_room_leaves_none(folder):
    """B49: the small sizes fit, the picture does not."""
    content = picture("WEBP", (300, 300))
    with no_file_longer_than(len(content) - 1), pytest.raises(files.NotStored):
        builders.speaker(portrait=ContentFile(content, name="x.webp"))

    assert stored(folder) == []


def test_a_file_whose_folder_cannot_be_made_is_refused(folder):
    """B49"""
    (folder / "documents").write_bytes(b"no folder")

    with pytest.raises(files.NotStored):
        default_storage.save("documents/a.pdf", ContentFile(b"%PDF-"))


def test_a_replaced_file_is_removed_after_a_day(folder):
    """B50"""
    found = document()
    before = found.file.name
    found.file = ContentFile(b"%PDF-1.7 two", name="y.pdf")
    found.save()

    files.forget_unused(later(hours=23))
    assert stored(folder) == sorted([before, found.file.name])

    files.forget_unused(later(hours=25))
    assert stored(folder) == [found.file.name]


def test_of_a_deleted_speaker_no_picture_is_left(folder):
    """B50"""
    kept = builders.speaker(portrait=ContentFile(picture("WEBP"), name="x.webp"))
    gone = builders.speaker(portrait=ContentFile(picture("WEBP", (500, 500)), name="x.webp"))
    builders.webinar()
    assert len(stored(folder)) == 2 + 4
    gone.delete()

    files.forget_unused(later(hours=25))

    assert stored(folder) == sorted(kept.portrait.names)


def test_the_same_name_twice_is_two_files(folder):
    """B50"""
    assert document().file.name != document().file.name


def test_every_kind_of_file_that_rows_have_is_kept(folder):
    image = picture("WEBP", (40, 20))
    builders.organisation(logo=ContentFile(image, name="x.webp"))
    builders.webinar(picture=ContentFile(image, name="x.webp"), picture_alt="A room")
    document(audience="registrants", publish_at=builders.NOW)
    before = stored(folder)

    files.forget_unused(later(days=400))

    assert stored(folder) == before


def test_nothing_outside_its_folders_is_touched(folder):
    document()
    (folder / "note.txt").write_bytes(b"kept")
    (folder / "documents" / "deeper").mkdir()
    (folder / "documents" / "deeper" / "note.txt").write_bytes(b"kept")
    os.symlink(folder.parent / "other.pdf", folder / "documents" / "link.pdf")
    before = stored(folder)

    files.forget_unused(later(days=400))

    assert stored(folder) == [name for name in before if name != "documents/link.pdf"]
    assert (folder.parent / "other.pdf").read_bytes() == b"other"


def test_what_was_unpacked_from_a_backup_is_not_old(folder):
    document()
    default_storage.save("documents/a.pdf", ContentFile(b"%PDF-"))
    os.utime(folder / "documents" / "a.pdf", (0, 0))

    files.forget_unused(later(hours=23))

    assert "documents/a.pdf" in stored(folder)


def test_a_database_without_a_webinar_removes_nothing(folder):
    default_storage.save("documents/a.pdf", ContentFile(b"%PDF-"))

    files.forget_unused(later(days=400))

    assert stored(folder) == ["documents/a.pdf"]


def test_the_worker_tidies_once_an_hour(folder, monkeypatch):
    moments = []
    monkeypatch.setattr(files, "forget_unused", moments.append)
    worker = Worker(stop=None)
    worker.tidy()
    worker.tidy()
    worker.tidied_at -= timedelta(minutes=61)
    worker.tidy()

    assert len(moments) == 2


def test_verify_tells_of_a_file_too_many_and_of_one_too_few(folder):
    found = document()
    portrait = builders.speaker(portrait=ContentFile(picture("WEBP"), name="x.webp")).portrait
    lost = portrait.names[1]
    default_storage.delete(lost)
    default_storage.save("documents/a.pdf", ContentFile(b"%PDF-"))

    assert list(verify.each_row_has_its_files(timezone.now())) == [
        f"Speaker {portrait.instance.pk}: its file {lost} is missing."
    ]
    assert list(verify.each_file_has_its_row(later(hours=25))) == []
    assert list(verify.each_file_has_its_row(later(hours=27))) == [
        "documents/a.pdf: this file belongs to nothing and was not removed."
    ]
    default_storage.delete(found.file.name)
    assert f"Document {found.pk}: its file {found.file.name} is missing." in verify.complaints(timezone.now())


def test_there_is_room_in_a_folder_that_is_not_made_yet(folder):
    folder.rmdir()

    assert files.can_be_stored()
    assert not folder.exists()


def test_no_room_is_noticed_before_a_file_is_lost(folder, monkeypatch):
    monkeypatch.setattr(files, "NEEDED", 10**18)

    assert not files.can_be_stored()
