"""What stands in a cell of an export, so that no spreadsheet program takes it for more than a text."""

import re
import unicodedata

DANGEROUS = "=+-@|%"
LONGEST = 32_767  # UTF-16 units, all that a cell of a spreadsheet holds
NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")


def plain(value) -> str:
    """Return the text of a cell, cut to what a cell holds; a moment is told as it is in its own zone.

    Characters that XML cannot hold are left out; line breaks are kept.
    """
    text = value.strftime("%Y-%m-%d %H:%M") if hasattr(value, "astimezone") else str(value)
    text = NOT_IN_XML.sub("", text)
    if len(text) <= LONGEST // 2:
        return text
    return text.encode("utf-16-le")[: 2 * LONGEST].decode("utf-16-le", "ignore")


def harmless(value) -> str:
    """Return the text of a cell of a CSV file: what would be a formula gets an apostrophe.

    Leading white space and control characters go first: after a tab =1+1 is a formula, too, and so
    is its full-width form.
    """
    text = plain(value)
    while text and (text[0].isspace() or unicodedata.category(text[0])[0] == "C"):
        text = text[1:]
    first = unicodedata.normalize("NFKC", text[:1])[:1]
    return f"'{text}"[:LONGEST] if first and first in DANGEROUS else text
