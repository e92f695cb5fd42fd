"""The languages of the site: the address says which. English has no prefix, /fr/ leads to French.

Neither the browser's preference nor a cookie plays a part: a page is the same bytes for everybody.
"""

from django.conf import settings


def of_path(path: str) -> str:
    """Return the language an address begins with, English for all that begin with none on offer."""
    first = path[1:].partition("/")[0]
    return first if first in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def same_page(path: str, code: str) -> str:
    """Return the path of the same page in another language."""
    return prefix(code) + path.removeprefix(prefix(of_path(path)))


def prefix(code):
    return "" if code == settings.LANGUAGE_CODE else f"/{code}"
