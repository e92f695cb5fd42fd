"""Each catalogue in locale/ says everything that visitors and registrants see, and nothing else.

RENEW=1 adds new messages to it, drops those no longer used, and compiles it.
"""

import os
import re

import polib
import pytest
from django.conf import settings

from registrations.models import Registration
from tests import messages

CATALOGUES = sorted(settings.LOCALE_PATHS[0].glob("*/LC_MESSAGES/django.po"))
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w+\}|https?://\S+")
NARROW, WIDE = "\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}"
# What French sets apart, it sets apart with a space at which no line breaks.
FRENCH = re.compile(rf"(?<![{NARROW}\d])[;?!]|(?<!{WIDE})[:»](?!//)|«(?!{WIDE})|['“”]|\.\.\.")
# What the mail about changed details names.
DETAILS = ["name", "organisation", "job_title", "country", "group", "question", "language", "time_zone"]


def wanted():
    found = messages.shown_to_visitors()
    named = [Registration._meta.get_field(name).verbose_name for name in (*DETAILS, "is_reminded")]
    return found | {(None, str(each)): None for each in named}


def entries(path):
    return {(entry.msgctxt, entry.msgid): entry for entry in polib.pofile(str(path)) if not entry.obsolete}


def renew(path):
    catalogue, known, used = polib.pofile(str(path), wrapwidth=0), entries(path), wanted()
    catalogue[:] = [entry for entry in catalogue if (entry.msgctxt, entry.msgid) in used]
    for (context, text), plural in used.items():
        if (context, text) not in known:
            more = {"msgid_plural": plural, "msgstr_plural": {0: "", 1: ""}} if plural else {}
            catalogue.append(polib.POEntry(msgctxt=context, msgid=text, **more))
    catalogue.sort(key=lambda entry: (entry.msgid.lower(), entry.msgid, entry.msgctxt or ""))
    catalogue.save(str(path))
    catalogue.save_as_mofile(str(path.with_suffix(".mo")))


def said(entry):
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def placeholders(text):
    return sorted(PLACEHOLDER.findall(text))


def wrong(entry):
    """Return what is wrong with a translation."""
    if entry.fuzzy or not all(said(entry)):
        return ["not translated"]
    originals = [placeholders(text) for text in (entry.msgid_plural or entry.msgid, entry.msgid)]
    return [
        problem
        for text in said(entry)
        for problem, found in (
            ("placeholders", placeholders(text) not in originals),
            ("space at an end", text != text.strip() and text.strip() != ":"),
        )
        if found
    ]


@pytest.fixture(params=CATALOGUES, ids=lambda path: path.parts[-3])
def path(request):
    if os.environ.get("RENEW"):
        renew(request.param)
    return request.param


def test_a_catalogue_holds_what_visitors_see_and_nothing_else(path):
    known, used = entries(path), wanted()

    assert (sorted(map(str, used.keys() - known.keys())), sorted(map(str, known.keys() - used.keys()))) == (
        [],
        [],
    )
    assert {key: entry.msgid_plural or None for key, entry in known.items()} == used


def test_each_message_is_translated_with_its_placeholders(path):
    assert {entry.msgid: wrong(entry) for entry in entries(path).values() if wrong(entry)} == {}


def test_what_is_used_is_what_the_catalogue_says(path):
    assert path.with_suffix(".mo").read_bytes() == polib.pofile(str(path)).to_binary()


def test_french_has_its_spaces_and_quotation_marks():
    french = settings.LOCALE_PATHS[0] / "fr" / "LC_MESSAGES" / "django.po"
    texts = [PLACEHOLDER.sub("", text) for entry in entries(french).values() for text in said(entry)]

    assert [text for text in texts if FRENCH.search(text)] == []


def test_a_missing_or_wrong_translation_is_found():
    one, days = '{% translate "One" %}', "{% blocktranslate count n=n %}{{ n }} day{% plural %}{{ n }} days"
    source = "{% load i18n %}" + one + days + "{% endblocktranslate %}"
    assert messages.of_template(source) == {(None, "One"): None, (None, "%(n)s day"): "%(n)s days"}
    assert messages.of_module('x = pgettext("times", "to")') == {("times", "to"): None}
    assert messages.of_module('class A:\n    f = Field(_("for organisers"))', is_model=True) == {}
    assert wrong(polib.POEntry(msgid="%(n)s day", msgstr="%(m)s jour ")) == [
        "placeholders",
        "space at an end",
    ]
    assert wrong(polib.POEntry(msgid="One")) == ["not translated"]
    assert all(FRENCH.search(text) for text in ("Quoi ?", "Ici: là", "“Oui”", "l'eau"))
