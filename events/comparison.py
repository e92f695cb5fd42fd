"""What differs between two states of a row, in the words of its fields.

Times are told in the active zone. Texts are compared word by word, without their formatting.
"""

import html
import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import PurePosixPath

from django.contrib.postgres.fields import ArrayField
from django.db.models import BooleanField, DateTimeField, FileField, ForeignKey
from django.utils import formats, timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django_prose_editor.fields import ProseEditorField

from events.models.zones import city

WORDS = re.compile(r"\s*(?:\w+|[^\w\s])|\s+")
MOST_WORDS = 2_000  # compared one by one; more are told as one piece
KEPT = 60  # characters of what is alike beside what is not


@dataclass(frozen=True)
class Difference:
    """One field: its words, and before and after in pieces (text, whether it differs)."""

    label: str
    before: list
    after: list


def differences(fields, before, after, names):
    """Compare two states of a row, one of which may be None; `names` are those of rows pointed at."""
    found = []
    for field in fields:
        old, new = (record and getattr(record, field.attname) for record in (before, after))
        if old != new and not (is_empty(old) and is_empty(new)):
            texts = [in_words(field, value, names) for value in (old, new)]
            found.append(Difference(capfirst(str(field.verbose_name)), *pieces(*texts)))
    return found


def is_empty(value):
    return value in (None, "", [], False)


def in_words(field, value, names):
    """Return a value as a reader knows it; "" for none."""
    if isinstance(field, BooleanField):
        return "" if value is None else _("yes") if value else _("no")
    if is_empty(value):
        return ""
    if isinstance(field, ForeignKey):
        return names.get((field.related_model, value)) or _("not there any more")
    if isinstance(field, DateTimeField):
        return moment(value)
    if isinstance(field, ArrayField):
        return ", ".join(in_words(field.base_field, each, names) for each in value)
    if isinstance(field, FileField):
        return PurePosixPath(str(value)).name
    if isinstance(field, ProseEditorField):
        return plain(value)
    return str(dict(field.flatchoices).get(value, value))


def moment(at):
    """Return "25 September 2026, 10:00 (Zurich)", in the active zone."""
    zone = city(timezone.get_current_timezone_name())
    return f"{formats.date_format(timezone.localtime(at), 'j F Y, H:i')} ({zone})"


def who(account):
    """Name an account; a number is one that is gone, None the site itself."""
    if isinstance(account, int):
        return _("deleted account no. %d") % account
    return str(account) if account else _("the site")


def plain(text):
    """Return the words of a formatted text, a line for each paragraph."""
    lines = re.sub(r"</(p|li|h3|h4)>|<br>", "\n", text)
    return html.unescape(re.sub(r"<[^>]*>", "", lines)).strip() or text


def pieces(before, after):
    """Return both texts as [(text, whether it differs)]; what is alike is shortened."""
    if before == after:
        return [(before, False)], [(_("the same words, formatted otherwise"), True)]
    old, new = WORDS.findall(before), WORDS.findall(after)
    if len(old) + len(new) > MOST_WORDS or not (old and new):
        return [(before, True)], [(after, True)]
    matcher = SequenceMatcher(a=old, b=new)
    if matcher.ratio() < 0.5:
        return [(before, True)], [(after, True)]
    codes = matcher.get_opcodes()
    left = [("".join(old[a:b]), tag != "equal") for tag, a, b, _c, _d in codes if a < b]
    right = [("".join(new[c:d]), tag != "equal") for tag, _a, _b, c, d in codes if c < d]
    return marked(left), marked(right)


def marked(found):
    """Return the pieces with the space before a word outside of it, and with what is alike shortened."""
    told = []
    for text, differs in found:
        if differs:
            word = text.lstrip()
            told += [(text[: len(text) - len(word)], False), (word, True)]
        else:
            is_long = len(text) > 2 * KEPT + 10
            told.append((f"{text[:KEPT]} … {text[-KEPT:]}" if is_long else text, False))
    return [each for each in told if each[0]]
