"""Puts the demo into the database. What is there already is left as it is, edited or not."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.text import slugify

from events import pdf, uploads
from events.demo import content
from events.models import Document, OldSlug, Organisation, Organiser, Series, Speaker, Webinar

FILES = Path(__file__).parent / "files"


@transaction.atomic
def load(now):
    """Make the two webinars of the demo, each unless its address is in use; return those made by slug."""
    made = {}
    for facts, make in ((content.REFERENCE, make_reference), (content.OPEN, make_open)):
        if not is_taken(facts["slug"]):
            made[facts["slug"]] = make(now)
    return made


def is_taken(slug):
    return Webinar.objects.filter(slug=slug).exists() or OldSlug.objects.filter(slug=slug).exists()


def make_reference(now):
    zone = ZoneInfo(content.REFERENCE["time_zone"])
    start, end = (datetime(*time, tzinfo=zone) for time in content.REFERENCE_TIME)
    organisations = [organisation(facts) for facts in content.ORGANISATIONS]
    series = series_of(organisations)
    webinar = Webinar.objects.create(
        **content.REFERENCE,
        status=Webinar.Status.PUBLISHED,
        published_at=now,
        starts_at=start,
        ends_at=end,
        series=series,
        number=None if series.webinars.filter(number=content.NUMBER).exists() else content.NUMBER,
    )
    organise(organisations, webinar=webinar)
    sessions = [
        webinar.sessions.create(text_after=text, order=order)
        for order, text in enumerate(content.REFERENCE_SESSIONS)
    ]
    for order, sentence in enumerate(content.TAKEAWAYS):
        webinar.takeaways.create(sentence=sentence, order=order)
    for order, facts in enumerate(content.SPEAKERS):
        appear(webinar, facts, order)
    for order, facts in enumerate(content.DOCUMENTS, start=1):
        publish(webinar, sessions, facts, order)
    add_programme(webinar, now)
    return webinar


def organisation(facts):
    return Organisation.objects.get_or_create(name=facts["name"], defaults=facts)[0]


def series_of(organisations):
    series, is_new = Series.objects.get_or_create(slug=content.SERIES["slug"], defaults=content.SERIES)
    if is_new:
        organise(organisations, series=series)
    return series


def organise(organisations, **what):
    for order, each in enumerate(organisations):
        Organiser.objects.create(organisation=each, order=order, **what)


def appear(webinar, facts, order):
    honorific, name, function, unit, employer, differences = facts
    speaker, _ = Speaker.objects.get_or_create(
        slug=slugify(name), defaults={"honorific": honorific, "name": name}
    )
    webinar.appearances.create(
        speaker=speaker,
        function=function,
        unit=unit,
        organisation=employer,
        order=order,
        **differences,
    )


def publish(webinar, sessions, facts, order):
    kind, title, session, file_name = facts
    document = Document(webinar=webinar, kind=kind, title=title, order=order)
    document.session = None if session is None else sessions[session]
    if file_name:
        attach(document, (FILES / file_name).read_bytes())
    document.save()


def add_programme(webinar, now):
    """Add the programme made from these very facts; without Pango the webinar has none."""
    try:
        path = pdf.programme(webinar, now)
    except pdf.PangoMissing:
        return
    document = Document(webinar=webinar, kind=Document.Kind.PROGRAMME)
    attach(document, path.read_bytes())
    document.save()


def attach(document, octets):
    file = ContentFile(octets)
    file.name = uploads.random_name(".pdf")
    document.size, document.pages = uploads.facts_of(file)
    document.file = file


def make_open(now):
    """Make the example that people can register for, on a day to come."""
    zone = ZoneInfo(content.OPEN["time_zone"])
    day = now.astimezone(zone).date() + timedelta(weeks=content.OPEN_WEEKS)

    def at(hour, minute):
        return datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone)

    start, end = content.OPEN_HOURS
    webinar = Webinar.objects.create(
        **content.OPEN,
        status=Webinar.Status.PUBLISHED,
        published_at=now,
        starts_at=at(*start),
        ends_at=at(*end),
    )
    sessions = [
        webinar.sessions.create(
            title=title,
            starts_at=at(*start),
            ends_at=at(*end),
            text_before=text,
            order=order,
        )
        for order, (title, start, end, text) in enumerate(content.OPEN_SESSIONS)
    ]
    for order, (role, employer, session) in enumerate(content.OPEN_SPEAKERS):
        part = None if session is None else sessions[session]
        webinar.appearances.create(role=role, organisation=employer, session=part, order=order)
    return webinar
