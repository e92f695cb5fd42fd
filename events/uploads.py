"""Uploads are judged by their content, within bounds, and refused with a sentence that says what to do.

Pictures are made anew from their pixels, so that nothing else in the file survives (position, comments,
scripts appended). Documents are kept as they are: known kinds only, and never opened by this site.
"""

import secrets
from fractions import Fraction
from pathlib import Path

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from events import noted, pictures, zip_directory

MEGABYTE = 1024 * 1024
PICTURE_SIZE = 10 * MEGABYTE
DOCUMENT_SIZE = 25 * MEGABYTE
OFFICE = {
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".odp": "application/vnd.oasis.opendocument.presentation",
}
TEXT = {
    ".vtt": "text/vtt; charset=utf-8",
    ".srt": "text/plain; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
}
CONTENT_TYPES = {".pdf": "application/pdf", **OFFICE, **TEXT}


def wanted(shape):
    """Say which pictures are taken, and what is shown of one in this shape."""
    width, height = shape.boxes[-1]
    ratio = Fraction(width, height)
    if not shape.is_filled:
        seen = _("It is shown whole.")
    elif ratio == 1:
        seen = _("It is shown as a square: what is in the middle, or just above, stays.")
    else:
        seen = _(
            "It is shown %(width)s wide to %(height)s high: what is in the middle, or just above it, stays."
        )
        seen %= {"width": ratio.numerator, "height": ratio.denominator}
    kinds = _("PNG, JPEG or WebP, %(size)s MB at most.") % {"size": PICTURE_SIZE // MEGABYTE}
    return f"{kinds} {seen} " + (
        _("%(width)s × %(height)s pixels are enough.") % {"width": width, "height": height}
    )


class PictureField(forms.ImageField):
    default_validators = []  # the name's ending says nothing

    def __init__(self, **options):
        super().__init__(**options | {"max_length": None})  # the sender's name is not kept

    def widget_attrs(self, widget):
        return super().widget_attrs(widget) | {"accept": "image/jpeg,image/png,image/webp"}

    def to_python(self, data):
        data = forms.FileField.to_python(self, data)
        return None if data is None else ContentFile(judged(picture_of, data), name=random_name(".webp"))


class DocumentField(forms.FileField):
    def __init__(self, **options):
        super().__init__(**options | {"max_length": None})

    def widget_attrs(self, widget):
        return super().widget_attrs(widget) | {"accept": ",".join(CONTENT_TYPES)}

    def to_python(self, data):
        data = super().to_python(data)
        if data is not None:
            data.name = random_name(judged(checked_ending, data))
            data.seek(0)
        return data


def judged(judge, file):
    """Return what `judge` says of an upload; the log notes why one is refused, and nothing of the file."""
    try:
        return judge(file)
    except ValidationError as error:
        noted.event("upload refused", reasons=[f"file.{error.code}"])
        raise


def random_name(ending: str) -> str:
    return secrets.token_urlsafe(12) + ending


def picture_of(file) -> bytes:
    """Return a new WebP of the file's first picture. Raises ValidationError."""
    if file.size > PICTURE_SIZE:
        sentence = _("This picture is larger than 10 MB. Make it smaller and choose it again.")
        raise ValidationError(sentence, "size")
    try:
        return pictures.redrawn(file)
    except pictures.TooLarge:
        sentence = _(
            "This picture is too large. Make it at most 8,000 pixels wide and high, 25 million in all."
        )
        raise ValidationError(sentence, "pixels") from None
    except Exception:  # Pillow raises many kinds on broken files
        sentence = _("This file is not a picture that can be read. Choose a PNG, JPEG or WebP picture.")
        raise ValidationError(sentence, "no-picture") from None


def checked_ending(file) -> str:
    """Return the ending of a document whose content is what its name says. Raises ValidationError."""
    if file.size > DOCUMENT_SIZE:
        sentence = _("This file is larger than 25 MB. Make it smaller and choose it again.")
        raise ValidationError(sentence, "size")
    ending = Path(file.name).suffix.lower()
    file.seek(0)
    if ending in OFFICE:
        zip_directory.check(file, ending)
    elif ending in TEXT:
        check_text(file.read(), ending)
    elif ending != ".pdf":
        endings = ", ".join(known[1:] for known in CONTENT_TYPES)
        sentence = _("Choose a file of one of these kinds: %(endings)s.") % {"endings": endings}
        raise ValidationError(sentence, "kind")
    elif file.read(5) != b"%PDF-":
        sentence = _("This file is not a PDF. Save the document as PDF and choose it again.")
        raise ValidationError(sentence, "no-pdf")
    return ending


def check_text(content, ending):
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        sentence = _("This file is not UTF-8 text. Save it as UTF-8 text and choose it again.")
        raise ValidationError(sentence, "no-text")
    if ending == ".vtt" and not text.startswith("WEBVTT"):
        sentence = _(
            "This file is not WebVTT: it must start with WEBVTT. Export the captions again as WebVTT."
        )
        raise ValidationError(sentence, "no-captions")


def facts_of(file) -> tuple[int, int | None]:
    """Return the size in octets and, for a PDF that says so plainly, the number of pages."""
    if Path(file.name).suffix.lower() != ".pdf":
        return file.size, None
    if getattr(file, "_committed", False):  # in the storage: what was uploaded may be closed by now
        with file.storage.open(file.name) as stored:
            return file.size, pages_of(stored)
    file.seek(0)
    pages = pages_of(file)
    file.seek(0)
    return file.size, pages


def pages_of(stream):
    from pypdf import PdfReader  # where it is used: it would hold six megabytes in each process

    try:
        # Strict: a broken file is not searched for its parts.
        count = PdfReader(stream, strict=True).trailer["/Root"]["/Pages"]["/Count"]
        return int(count) if 0 < count < 100_000 else None
    except Exception:  # whatever is wrong with it, the number of pages is not worth an error
        return None
