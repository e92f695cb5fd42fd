"""Static files: gathered only when one has changed, and while the site gives out those that are there."""

import hashlib
import os
import re
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

UNUSED = ["flags"]  # 260 pictures of django_countries
HASHED = re.compile(r"\.[0-9a-f]{12}(\.\w+)?$")


class Storage(CompressedManifestStaticFilesStorage):
    """Leaves a file alone whose name is the hash of what is in it; puts any other in its place at one blow.

    Django takes each away first and writes it anew: somebody may be asking for it just then.
    """

    keep_intermediate_files = False

    def delete(self, name):
        if name != self.manifest_name and not HASHED.search(name):
            super().delete(name)

    def _save(self, name, content):
        path = Path(self.path(name))
        if not (HASHED.search(name) and path.exists()):
            path.parent.mkdir(parents=True, exist_ok=True)
            replace(path, b"".join(content.chunks()))
        return name

    def create_compressor(self, **options):
        return WholeCompressor(**options)


class WholeCompressor(Compressor):
    def compress(self, path):
        there = [path + suffix for suffix in (".br", ".gz") if os.path.exists(path + suffix)]
        return there or super().compress(path)

    def write_data(self, path, data, suffix, stat_result):
        replace(Path(path + suffix), data)
        return path + suffix


def replace(path, content):
    draft = path.with_name(f".{path.name}.new")
    draft.write_bytes(content)
    draft.replace(path)


def collect():
    """Gather the static files in STATIC_ROOT unless they are there as they are now."""
    note = settings.STATIC_ROOT / ".gathered"
    found = fingerprint()
    if note.exists() and note.read_text() == found:
        return
    call_command("collectstatic", verbosity=0, interactive=False, ignore_patterns=UNUSED)
    note.write_text(found)


def fingerprint() -> str:
    """Return a digest of the path, size and time of change of every static file."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list(UNUSED):
            found = storage.path(path)
            stat = os.stat(found)
            digest.update(f"{found}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()
