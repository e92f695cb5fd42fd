"""The programme of a webinar as plain values, in a fixed number of queries, for page and PDF."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from events import listing
from events.at_once import contents_of, instances, prefetched
from events.models import Appearance, Document, Organiser, Session, Sitting


@dataclass(frozen=True)
class Entry:
    """One session as the programme prints it."""

    session: Session
    heading: str  # its title, else "Session 1", else its kind
    appearances: list
    documents: list  # those that anyone may fetch now


@dataclass(frozen=True)
class Part:
    """The sessions of one sitting; `sitting` is None for a webinar of one stretch."""

    sitting: object
    entries: list


@dataclass(frozen=True)
class Group:
    """The documents of one kind; `available` tells whether any can be had now."""

    name: str
    kind: str
    documents: list
    available: bool

    @property
    def has_titles(self):
        return any(document.has_title for document in self.documents)

    @property
    def names_itself(self):
        """Return whether its one document, which is called like its kind, says all that a heading would."""
        return self.available and len(self.documents) == 1 and not self.has_titles


@dataclass(frozen=True)
class Sibling:
    number: int | None
    title: str
    lang: str
    slug: str
    status: str
    starts_at: datetime
    time_zone: str


@dataclass(frozen=True)
class Programme:
    parts: list = field(default_factory=list)
    sessions: list = field(default_factory=list)  # the same entries without their sittings
    appearances: list = field(default_factory=list)  # everybody once
    recordings: list = field(default_factory=list)  # groups of recordings and transcripts
    documents: list = field(default_factory=list)  # the other groups
    takeaways: list = field(default_factory=list)
    organisers: list = field(default_factory=list)
    siblings: list = field(default_factory=list)
    place_in_series: str = ""
    recording: Document | None = None  # the first that anyone may watch now
    has_recording: bool = False
    digest: str = ""  # differs whenever anything of the webinar's rows does, or of what can be had now

    @property
    def has_times(self):
        return any(entry.session.starts_at for entry in self.sessions)


def programme(webinar, now):
    """Return the Programme of the webinar at `now` (an aware datetime), and let it know its sittings.

    No query for a webinar out of at_once.public_page(), one for any other.
    """
    found = webinar.contents if hasattr(webinar, "contents") else contents_of(webinar)
    return programme_of(webinar, found, now)


def programme_of(webinar, found, now):
    prefetched(webinar, "sittings", instances(Sitting, found["sittings"]))
    appearances = instances(Appearance, found["appearances"], "speaker")
    documents = instances(Document, found["documents"])
    for document in documents:
        document.webinar = webinar
    sessions = instances(Session, found["sessions"])
    entries = entries_of(sessions, appearances, documents, now)
    groups = groups_of(documents, now)
    siblings = [
        Sibling(**row | {"starts_at": datetime.fromisoformat(row["starts_at"])}) for row in found["siblings"]
    ]
    recordings = [
        document for document in documents if document.kind == "recording" and document.is_available(now)
    ]
    return Programme(
        parts=parts_of(webinar, entries),
        sessions=entries,
        appearances=listing.merged(appearances),
        recordings=[group for group in groups if group.kind in {"recording", "transcript"}],
        documents=[group for group in groups if group.kind not in {"recording", "transcript"}],
        takeaways=found["takeaways"],
        organisers=organisers_of(webinar, found["organisers"]),
        siblings=siblings,
        place_in_series=place_in_series(webinar.number, [sibling.number for sibling in siblings]),
        recording=next((paper for paper in recordings if paper.audience == "public"), None),
        has_recording=bool(recordings),
        digest=digest(webinar, found, [document.is_available(now) for document in documents]),
    )


def digest(webinar, found, available):
    rows = [row for row in (webinar, webinar.series) if row]
    # What was not fetched is not shown.
    own = [vars(row).get(field.attname) for row in rows for field in row._meta.concrete_fields]
    return hashlib.sha256(repr((own, found, available)).encode()).hexdigest()


def entries_of(sessions, appearances, documents, now):
    """Return the Entry of each session, in order."""
    speaking, papers = defaultdict(list), defaultdict(list)
    for appearance in appearances:
        speaking[appearance.session_id].append(appearance)
    for document in documents:
        if document.audience == "public" and document.is_available(now):
            papers[document.session_id].append(document)
    entries, number = [], 0
    for session in sessions:
        number += session.kind == Session.Kind.SESSION
        is_plain = session.kind == Session.Kind.SESSION and not session.title
        heading = _("Session %(number)s") % {"number": number} if is_plain else str(session)
        listed = listing.merged(speaking[session.pk], session.pk)
        entries.append(Entry(session, heading, listed, papers[session.pk]))
    return entries


def parts_of(webinar, entries):
    """Return the entries by sitting; a session that names none belongs to the one it starts in."""
    sittings = list(webinar.sittings.all())
    if not sittings:
        return [Part(None, entries)] if entries else []
    by_sitting = defaultdict(list)
    for entry in entries:
        by_sitting[sitting_of(entry.session, sittings)].append(entry)
    parts = [Part(sitting, by_sitting[sitting.pk]) for sitting in sittings]
    return parts + ([Part(None, by_sitting[None])] if by_sitting[None] else [])


def sitting_of(session, sittings):
    if session.sitting_id or not session.starts_at:
        return session.sitting_id
    inside = (sitting.pk for sitting in sittings if sitting.starts_at <= session.starts_at < sitting.ends_at)
    return next(inside, None)


def groups_of(documents, now):
    """Return the documents by kind, the kinds in their own order, "other" by its labels."""
    kinds = Document.Kind.values
    groups = defaultdict(list)
    for document in sorted(documents, key=lambda document: kinds.index(document.kind)):
        groups[document.kind, document.kind_name].append(document)
    return [
        Group(name, kind, members, any(member.is_available(now) for member in members))
        for (kind, name), members in groups.items()
    ]


def organisers_of(webinar, found):
    """Return those of the webinar, else those of its series."""
    organisers = instances(Organiser, found, "organisation")
    return [organiser for organiser in organisers if organiser.webinar_id == webinar.pk] or organisers


def place_in_series(number: int | None, others: list[int | None]) -> str:
    """Return "Webinar 2 of 3" when all numbers from 1 on are public, else "Webinar 2"."""
    if not number:
        return ""
    numbers = sorted([number, *(other for other in others if other)])
    if len(numbers) > 1 and numbers == list(range(1, len(numbers) + 1)):
        return _("Webinar %(number)s of %(total)s") % {"number": number, "total": len(numbers)}
    return _("Webinar %(number)s") % {"number": number}
