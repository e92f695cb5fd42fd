"""How texts are made comparable for search, in SQL: without case, accents, quotes and formatting.

Stored columns and what is typed go through the same Folded, so the two can never differ. Only what
PostgreSQL's core can do: extensions are not there (docs/decisions.md). The stored columns are made
by these templates when they are migrated: whoever changes one migrates them anew.
"""

from django.db.models import Func, GeneratedField, TextField

# Marks above and below letters (Latin, Hebrew, Arabic), quotes, and what cannot be seen.
IGNORED = (
    r"[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670"
    r"\u00ad\u200b-\u200f\u2018-\u201f\u02bc\u00ab\u00bb\u0022\u0027]"
)
# Letters that Unicode does not take apart, the other sigma, and dashes.
UNLIKE, ALIKE = "øłđħıς‐‑‒–—", "oldhiσ-----"


class Folded(Func):
    """Text without case and accents: "Économie" and "ECONOMIE" are alike, "Straße" and "strasse"."""

    template = (
        "replace(replace(replace(translate("
        f"lower(regexp_replace(normalize(%(expressions)s, NFKD), '{IGNORED}', '', 'g')), "
        f"'{UNLIKE}', '{ALIKE}'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe')"
    )
    output_field = TextField()


class Plain(Func):
    """The words of a formatted text: without tags, which hold words too, and without entities."""

    template = (
        "replace(replace(replace(replace(regexp_replace(regexp_replace("
        "%(expressions)s, '</?(strong|em|a)( [^>]*)?>', '', 'g'), '<[^>]*>', ' ', 'g'), "
        "'&nbsp;', ' '), '&lt;', '<'), '&gt;', '>'), '&amp;', '&')"
    )
    output_field = TextField()


class Joined(Func):
    """Texts one after the other. Concat will not do: a stored column takes immutable functions only."""

    template = "(%(expressions)s)"
    arg_joiner = " || ' ' || "
    output_field = TextField()


def stored(*texts):
    """Return the column of these texts as they are searched: names of fields, or Plain of one."""
    return GeneratedField(expression=Folded(Joined(*texts)), output_field=TextField(), db_persist=True)
