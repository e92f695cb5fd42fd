"""Which webinars hold what was typed: all its words, each anywhere on the page of the webinar.

Only what a visitor could read there at that moment is searched: no draft, no takeaway and no
text for afterwards before the end, no document that is still to be published.
"""

from functools import reduce
from operator import and_

from django.db.models import F, Q, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from events.folding import Folded
from events.models import Appearance, Document, Organiser, Session, Takeaway, Webinar

LENGTH = 200  # characters; as long as a title
WORDS = 20  # each is looked for in eight tables
PUNCTUATION = ",;:.!?"


def found(webinars, typed: str, now):
    """Return those of `webinars` (a queryset, without drafts) in which all words typed occur.

    A word is found within others, too, so "employ" finds "unemployment". Case, accents and quotes
    do not count; every other sign stands for itself. Without words, all are found.
    """
    return webinars.filter(reduce(and_, [told(word, now) for word in words(typed)], Q()))


def words(typed: str) -> list[str]:
    """Return the words to look for, the longest first: without the punctuation around them, and
    without those that lie within a longer one and so are found with it."""
    stripped = {word.strip(PUNCTUATION) for word in typed.split()} - {""}
    kept = []
    for word in sorted(stripped, key=lambda word: (-len(word), word)):
        if not any(word in longer for longer in kept):
            kept.append(word)
    return kept


def told(word, now):
    """Return the condition that a webinar's page says the word at `now`."""
    after = Q(ends_at__lte=now, status=Webinar.Status.PUBLISHED)
    over = Webinar.objects.filter(after).values("pk")
    organised = Organiser.objects.filter(says(word, "organisation__search_text"))
    elsewhere = [
        Session.objects.filter(says(word)).values("webinar"),
        Session.objects.filter(says(word, "search_text_after"), webinar__in=over).values("webinar"),
        Takeaway.objects.filter(says(word), webinar__in=over).values("webinar"),
        Appearance.objects.filter(says(word) | says(word, "speaker__search_text")).values("webinar"),
        organised.values("webinar"),
        organised.values("series__webinars"),
        documents(now).filter(says(word)).values("webinar"),
    ]
    here = says(word) | says(word, "series__search_text") | after & says(word, "search_text_after")
    return reduce(lambda known, more: known | Q(pk__in=more), elsewhere, here)


def says(word, column="search_text"):
    # Not LIKE: folding may bring forth a % that nobody escaped.
    return Q(GreaterThan(StrIndex(F(column), Folded(Value(word))), 0))


def documents(now):
    """Return those that are there for everyone; a recording is called like its webinar."""
    unnamed = Q(kind__in=["recording", "transcript"]) | Q(file="", url="")
    return Document.objects.public(now).exclude(unnamed)
