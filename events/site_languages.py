"""The languages of the site: the address says which. English has no prefix, /fr/ leads to French.

Neither the browser's preference nor a cookie plays a part: a page is the same bytes for everybody.
"""

from django.conf import settings
from django.utils.html import format_html
from django.utils.translation import get_language

from events.languages import RIGHT_TO_LEFT


def of_path(path: str) -> str:
    """Return the language an address begins with, English for all that begin with none on offer."""
    return offered(path[1:].partition("/")[0])


def offered(code: str) -> str:
    """Return the language, or English for one that is not on offer, or no more."""
    return code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def same_page(path: str, code: str) -> str:
    """Return the path of the same page in another language."""
    return prefix(code) + path.removeprefix(prefix(of_path(path)))


def prefix(code):
    return "" if code == settings.LANGUAGE_CODE else f"/{code}"


def written_in(code):
    """Return lang and dir for a text in another language than the page's own words."""
    if not code or code == get_language():
        return ""
    return format_html(' lang="{}" dir="{}"', code, "rtl" if code in RIGHT_TO_LEFT else "ltr")


def text_in(code, text):
    """Return the text, marked with its language where that is not the page's own."""
    other = written_in(code)
    return format_html("<span{}>{}</span>", other, text) if other and text else text
