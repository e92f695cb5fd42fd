"""What organisers find by words: in names and titles, drafts too, whatever case and accents.

Unlike the public search (search.py) it looks at what people call a thing, not at what its page says.
"""

from functools import reduce
from operator import and_

from django.db.models import Q

from events.models import Appearance, Organiser
from events.search import LENGTH, WORDS, says, words


def named(rows, typed: str):
    """Return those of series, speakers, organisations or documents whose names hold all words typed."""
    return rows.filter(every(typed, says))


def webinars(rows, typed: str):
    """Return the webinars in whose page head, series, speakers or organisations all words typed occur."""
    return rows.filter(every(typed, in_webinar))


def every(typed, condition):
    return reduce(and_, map(condition, words(typed[:LENGTH])[:WORDS]), Q())


def in_webinar(word):
    organised = Organiser.objects.filter(says(word, "organisation__search_text"))
    appearing = Appearance.objects.filter(says(word, "speaker__search_text"))
    return (
        says(word)
        | says(word, "series__search_text")
        | Q(pk__in=appearing.values("webinar"))
        | Q(pk__in=organised.values("webinar"))
    )
