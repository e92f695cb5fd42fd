"""The folder of files agrees with the database: nothing half stored, nothing left over, nothing lost."""

import logging
import os
import shutil
import tempfile
from contextlib import suppress
from datetime import UTC, timedelta
from pathlib import Path

from django.apps import apps
from django.core.files.storage import FileSystemStorage, default_storage
from django.db.models import FileField

from events.models import Webinar
from events.models.picture import PictureField

log = logging.getLogger(__name__)
KEPT = timedelta(hours=24)  # a file without a row: its form may still be on the way, a page may still show it
KEPT_FOLDER = "kept/"  # of what no row tells: events/admin/kept_files.py
NEEDED = 60 * 1024 * 1024  # octets: what one form of the organisers may carry


class NotStored(OSError):
    """The disk is full, or the folder cannot be written to; nothing of the file is left."""


class WholeFiles(FileSystemStorage):
    """Stores a file whole or not at all."""

    def _save(self, name, content):
        try:
            return super()._save(name, content)
        except OSError as error:
            log.error("a file could not be stored: %s", error.strerror)
            with suppress(OSError):
                self.delete(name)
            raise NotStored(*error.args) from error


def can_be_stored() -> bool:
    """Return whether there is room for what a form may carry, by writing to a file that has no name."""
    root = Path(default_storage.location)
    folder = next(each for each in (root, *root.parents) if each.exists())  # made with the first file
    try:
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"\0" * 4096)
        return shutil.disk_usage(folder).free >= NEEDED
    except OSError:
        return False


def forget_unused(now):
    """Remove the files that belong to no row and have not been touched for a day."""
    # A database without a webinar has just been made, or is not the one of this folder.
    if not Webinar.objects.exists():
        return
    for name in unused(now - KEPT):
        try:
            default_storage.delete(name)
        except OSError as error:
            log.error("a file that is used no more could not be removed: %s", error.strerror)


def unused(until):
    """Return the names of the files that belong to no row and came into the folder before `until`."""
    # The folder first: a file stored meanwhile is too young, and a row made meanwhile is known.
    found = [name for folder in sorted(folders()) for name in stored_before(folder, until)]
    known = {name for _row, names in used() for name in names} if found else set()
    return [name for name in found if name not in known]


def stored_before(folder, until):
    with suppress(FileNotFoundError):
        for name in sorted(default_storage.listdir(folder)[1]):
            with suppress(FileNotFoundError):  # another process tidies, too
                # When it got here: an unpacked backup keeps the earlier times of change.
                arrived = os.stat(default_storage.path(folder + name)).st_ctime
                if arrived < until.astimezone(UTC).timestamp():
                    yield folder + name


def missing():
    """Return (row, name) for each file that a row tells of and that is not there."""
    return [(row, name) for row, names in used() for name in names if not default_storage.exists(name)]


def used():
    """Yield for each row with a file its name for people ("speaker 3") and the names of its files."""
    for field in file_fields():
        rows = field.model.objects.exclude(**{field.name: ""}).order_by("pk").values_list("pk", field.name)
        for pk, name in rows:
            names = field.attr_class(None, field, name).names if isinstance(field, PictureField) else [name]
            yield f"{field.model._meta.verbose_name} {pk}", names


def folders():
    return {KEPT_FOLDER, *(field.upload_to for field in file_fields())}


def file_fields():
    models = apps.get_app_config("events").get_models()
    return [field for model in models for field in model._meta.fields if isinstance(field, FileField)]
