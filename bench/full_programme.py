"""A webinar with a long programme: 25 sessions, 80 appearances, all else a few times. For new_site()."""

from datetime import timedelta

import loaders

from events.models import Appearance, Document, Organisation, Organiser, Session, Speaker, Takeaway

SESSIONS, APPEARANCES, DOCUMENTS, OTHERS = 25, 80, 10, 5
MINUTES = timedelta(minutes=3)  # each session


def fill():
    """Return the new webinar; sessions and appearances have a trail, as if typed on its page."""
    webinar = loaders.webinars(1, title="Full")[0]
    sessions = Session.objects.bulk_create(session(webinar, n) for n in range(SESSIONS))
    speakers = Speaker.objects.bulk_create(
        Speaker(name=f"Ada Example {n}", slug=f"full-{n}") for n in range(APPEARANCES)
    )
    appearances = Appearance.objects.bulk_create(
        Appearance(webinar=webinar, order=n, speaker=speaker, session=sessions[n % SESSIONS], function="Head")
        for n, speaker in enumerate(speakers)
    )
    Document.objects.bulk_create(
        document(webinar, n, session=sessions[n], appearance=appearances[n]) for n in range(DOCUMENTS)
    )
    Takeaway.objects.bulk_create(
        Takeaway(webinar=webinar, order=n, sentence=f"Sentence {n}") for n in range(OTHERS)
    )
    for n in range(OTHERS):
        organisation = Organisation.objects.create(name=f"Organisation {n}")
        Organiser.objects.create(webinar=webinar, order=n, organisation=organisation)
    for rows in (sessions, appearances):
        type(rows[0]).history.bulk_history_create(rows)
    return webinar


def session(webinar, n):
    start = webinar.starts_at + n * MINUTES
    return Session(webinar=webinar, order=n, title=f"Session {n}", starts_at=start, ends_at=start + MINUTES)


def document(webinar, n, **of):
    url = "https://example.org/slides"
    return Document(webinar=webinar, order=n, kind="slides", title=f"Slides {n}", url=url, **of)
