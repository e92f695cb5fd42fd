"""Texts with a little formatting: what the editor offers, what is kept, how long they may be.

Cleaned when they are saved and again when they are shown, so that no other way into the
database (an import, the shell) can put a script on a page.
"""

import re

import nh3
from django.core.exceptions import ValidationError
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django_prose_editor.fields import ProseEditorField

MAX_CHARACTERS = 50_000
MAX_DEPTH = 40  # nh3 is quadratic on nesting: 1 MB of nested tags took 220 s
VOID = {"br", "hr", "img", "wbr"}
TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "h3", "h4"}
EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Heading": {"levels": [3, 4]},
    "Link": {"enableTarget": False, "protocols": ["https", "mailto"]},
}
cleaner = nh3.Cleaner(
    tags=TAGS,
    attributes={"a": {"href"}, "ol": {"start"}},
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener nofollow ugc",
)


def field(*args, **kwargs):
    """Return a model field for such a text; migrations see a plain TextField."""
    return ProseEditorField(*args, blank=True, extensions=EXTENSIONS, sanitize=checked, **kwargs)


def checked(html):
    """Return the text cleaned; raise ValidationError if it is too long or nested too deeply."""
    if len(html) > MAX_CHARACTERS:
        raise ValidationError(
            _("Shorten the text to %(limit)s characters, formatting included (it has %(length)s).")
            % {"limit": f"{MAX_CHARACTERS:,}", "length": f"{len(html):,}"}
        )
    if depth(html) > MAX_DEPTH:
        raise ValidationError(_("Use less formatting: parts of this text lie more than 40 levels deep."))
    html = cleaner.clean(html)
    return "" if re.fullmatch(r"(<p>(\s|<br>)*</p>\s*)*", html) else html


def depth(html):
    """Return how deeply the elements are nested; one that is never closed counts to the end."""
    deepest = level = 0
    for closing, name in re.findall(r"<(/?)([a-zA-Z]+)", html):
        if name.lower() in VOID:
            continue
        level = max(level - 1, 0) if closing else level + 1
        deepest = max(deepest, level)
    return deepest


def shown(html):
    """Return the text as it may stand on a page."""
    if len(html) > MAX_CHARACTERS or depth(html) > MAX_DEPTH:
        return ""
    return mark_safe(cleaner.clean(html))
