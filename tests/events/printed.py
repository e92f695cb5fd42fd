"""Reading PDFs back, for tests."""

import io

import pytest
from PIL import Image
from pypdf import PdfReader

from events import pdf


def has_pango():
    try:
        import weasyprint  # noqa: F401
    except OSError:
        return False
    return True


needs_pango = pytest.mark.skipif(not has_pango(), reason="Pango, a system library, is missing")


def pages_of(html):
    """Return the text of each page of a programme, as one line."""
    return [" ".join(page.extract_text().split()) for page in read(pdf.build(html)).pages]


def words(html):
    """Return the text of a programme as one line."""
    return " ".join(pages_of(html))


def read(octets):
    return PdfReader(io.BytesIO(octets))


def in_order(text, *parts):
    """Return whether the parts stand in the text one after the other; tell the first that does not."""
    place = 0
    for part in parts:
        place = text.find(part, place)
        assert place >= 0, part
        place += len(part)
    return True


def elements(reader):
    """Return the tagged elements of a PDF in the order in which they are read."""
    found, waiting = [], [reader.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        element = waiting.pop().get_object()
        if hasattr(element, "get"):
            found += [element] if element.get("/Type") == "/StructElem" else []
            children = element.get("/K", [])
            waiting += reversed(children if isinstance(children, list) else [children])
    return found


def picture(kind="WEBP", size=(300, 300), mode="RGB", color="red", **options):
    file = io.BytesIO()
    Image.new(mode, size, color).save(file, kind, **options)
    return file.getvalue()
