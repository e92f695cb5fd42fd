"""What an office document may hold, judged by the directory at the end of its zip: nothing is unpacked."""

import re
import struct
import zipfile

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

ENTRIES = 2_000
DIRECTORY = 1024 * 1024  # octets
UNPACKED = 200 * 1024 * 1024
RATIO = 100
# End of central directory: signature, three numbers, entries, size of the directory, its place, comment.
END = struct.Struct("<4s3HHIIH")
LOCATOR = 20  # octets before it if the zip is a large one ("zip64")
PARTS = {
    ".pptx": ("[Content_Types].xml", "ppt/"),
    ".docx": ("[Content_Types].xml", "word/"),
    ".xlsx": ("[Content_Types].xml", "xl/"),
    ".odt": ("mimetype", "content.xml"),
    ".odp": ("mimetype", "content.xml"),
}
OUTSIDE = re.compile(r"(^|/)\.\.(/|$)|^/|\\|^[A-Za-z]:")


def check(file, ending):
    """Raise ValidationError unless the file is a harmless zip with the parts of such a document."""
    try:
        check_length(file)
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
        check_entries(entries, file.size)
    except ValidationError:
        raise
    except Exception:  # zipfile raises many kinds on broken files
        entries = []
    names = [entry.filename for entry in entries]
    if any("vbaproject.bin" in name.lower() for name in names):
        sentence = _("This file holds macros. Save it without macros and choose it again.")
        raise ValidationError(sentence, "macros")
    if not all(any(name.startswith(part) for name in names) for part in PARTS[ending]):
        sentence = _("This file is not a %(ending)s document. Save it again from your program, or as PDF.")
        raise ValidationError(sentence % {"ending": ending}, "no-document")


def check_length(file):
    """Refuse a long directory before it is read: half a million entries fit in 25 MB."""
    file.seek(max(0, file.size - 65_535 - END.size - LOCATOR))
    tail = file.read()
    at = tail.rfind(b"PK\5\6")
    _signature, *_disks, entries, size, _place, _comment = END.unpack_from(tail, at)
    if entries > ENTRIES or size > DIRECTORY or tail[max(0, at - LOCATOR) :].startswith(b"PK\6\7"):
        raise too_much()


def check_entries(entries, length):
    packed, unpacked = sum(e.compress_size for e in entries), sum(e.file_size for e in entries)
    # Parts that are longer together than the file lie over each other.
    if len(entries) > ENTRIES or packed > length or unpacked > min(UNPACKED, RATIO * packed):
        raise too_much()
    if any(OUTSIDE.search(entry.filename) for entry in entries):
        sentence = _("This file has parts in places where none belong. Save it again, or as PDF.")
        raise ValidationError(sentence, "places")


def too_much():
    sentence = _("This file has too much in it. Make it smaller, or save it as PDF.")
    return ValidationError(sentence, "too-much")
