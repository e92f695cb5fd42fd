"""Rich text as somebody types it who has no editor: plain, or with the tags that are kept.

An empty line ends a paragraph, a line break stays one, and what is no tag of HTML is text: nothing that
was typed goes in silence.
"""

import re
from html import escape, unescape

import nh3

from events.richtext import TAGS

BLOCKS = {"p", "ul", "ol", "li", "h3", "h4"}
HTML = nh3.ALLOWED_TAGS | {"script", "style", "iframe", "form", "input", "button", "object", "embed", "svg"}
EMPTY_LINES = re.compile(r"\n(?:[ \t]*\n)+")


def tag(names):
    return re.compile(rf"</?(?:{'|'.join(sorted(names, key=len, reverse=True))})(?=[\s/>])", re.IGNORECASE)


KEPT, BLOCK = tag(TAGS), tag(BLOCKS)
# Word processors add comments, and tags with a prefix.
NO_TAG = re.compile(rf"<(?!!--|/?[a-z]+:|{tag(HTML).pattern.removeprefix('<')})", re.IGNORECASE)


def to_html(text: str) -> str:
    """Return what was typed as HTML, not yet cleaned; what an editor sends stays as it is."""
    text = text.replace("\r\n", "\n").strip()
    text = NO_TAG.sub("&lt;", text) if KEPT.search(text) else escape(text, quote=False)
    text = text.replace("\xa0", "&nbsp;")  # as it is once it is cleaned
    parts = (part.strip() for part in EMPTY_LINES.split(text))
    return "".join(part if not part or BLOCK.search(part) else paragraph(part) for part in parts)


def paragraph(text):
    return f"<p>{'<br>'.join(line.strip() for line in text.split(chr(10)))}</p>"


def to_type(html: str) -> str:
    """Return the text as one types it, if that says all of the HTML; else the HTML, block by block."""
    lines = re.sub(r"<br ?/?>", "\n", re.sub(r"</p>\s*<p>", "\n\n", html))
    text = unescape(lines.removeprefix("<p>").removesuffix("</p>"))
    if to_html(text) == html:
        return text
    return re.sub(r"(</(?:p|ul|ol|h3|h4)>)(?=<(?:p|ul|ol|h3|h4)>)", r"\1\n\n", html)
