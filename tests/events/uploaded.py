"""Files as organisers choose them, sound and unsound, and what becomes of them."""

import io
import struct
import zipfile
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf import PdfWriter

from events import zip_directory


def upload(content, name="x.png"):
    return SimpleUploadedFile(name, content, content_type="application/x-lie")


def picture(kind="PNG", size=(40, 20), mode="RGB", color="red", **options):
    file = io.BytesIO()
    Image.new(mode, size, color).save(file, kind, **options)
    return file.getvalue()


def refusal(field, content, name="x.png"):
    with pytest.raises(ValidationError) as refused:
        field.clean(upload(content, name))
    return refused.value.messages


def png_header(width, height):
    """Return a PNG that claims a size; its pixels are not there."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    data = b"IDAT" + zlib.compress(b"")
    chunks = (
        struct.pack(">I", len(c) - 4) + c + struct.pack(">I", zlib.crc32(c)) for c in (header, data, b"IEND")
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def kept_or_refused(field, content, name="x.png"):
    try:
        return field.clean(upload(content, name))
    except ValidationError as refused:
        assert refused.messages  # noqa: PT017
        return None


def office(ending=".pptx", **parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in zip_directory.PARTS[ending]:
            archive.writestr(name + "a.xml" if name.endswith("/") else name, b"<xml/>")
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def pdf(pages=3):
    writer, file = PdfWriter(), io.BytesIO()
    for _ in range(pages):
        writer.add_blank_page(100, 100)
    writer.write(file)
    return file.getvalue()
