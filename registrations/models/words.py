"""Finding registrations by the beginnings of words, with one index, whatever their number.

Words of PostgreSQL's text search: it is part of its core, unlike trigrams (docs/decisions.md).
"""

from django.contrib.postgres.search import SearchQueryField, SearchVectorField
from django.db.models import BooleanField, Func, Value

from events.folding import Folded, Joined

MOST = 10  # words looked for
LONGEST = 50  # characters of each: folding makes up to eighteen of one, and text search ends at 2,046 octets


class Apart(Func):
    """Letters and digits only, with a space between words: an address falls into its parts."""

    template = "btrim(regexp_replace(%(expressions)s, '[^[:alnum:]]+', ' ', 'g'))"


class Words(Func):
    template = "to_tsvector('simple'::regconfig, %(expressions)s)"
    output_field = SearchVectorField()


class Beginnings(Func):
    """All these words, each at least begun; NULL without any."""

    template = (
        "to_tsquery('simple'::regconfig, "
        "regexp_replace(nullif(%(expressions)s, ''), ' ', ':* & ', 'g') || ':*')"
    )
    output_field = SearchQueryField()


class Match(Func):
    template = "(%(expressions)s)"
    arg_joiner = " @@ "
    output_field = BooleanField()


def words_of(*columns):
    """Return the expression that is indexed and searched."""
    return Words(Apart(Folded(Joined(*columns))))


def begun(words, typed: str):
    """Return the condition that each word typed begins one of `words`."""
    wanted = " ".join(word[:LONGEST] for word in typed.split()[:MOST])
    return Match(words, Beginnings(Apart(Folded(Value(wanted)))))
