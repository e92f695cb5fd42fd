"""What is missing or odd on a webinar's page before it is published, and where each is put right.

Pure: a webinar (with its parts, as `to_be_checked` fetches them) in, Points out.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import Webinar
from events.models.zones import validate_zone

LONGEST_STRETCH = timedelta(hours=12)


@dataclass(frozen=True)
class Point:
    """A sentence, the id of the field on the webinar's page, and whether publishing would break something.

    What is put right elsewhere has the address of that page in the place of the id; or neither.
    """

    text: str
    anchor: str = ""
    is_blocking: bool = False
    url: str = ""


def to_be_checked(webinars):
    """Return the QuerySet with all that the checklist looks at."""
    parts = ["sittings", "sessions", "appearances__speaker", "documents", "organisers"]
    numbered = Webinar.objects.filter(series=OuterRef("series"), number__isnull=False)
    webinars = webinars.annotate(is_in_numbered_series=Exists(numbered))
    return webinars.select_related("series").prefetch_related(*parts)


def checklist(webinar, site, now):
    """Return the Points of a webinar at `now`, in the order of its page."""
    try:
        validate_zone(webinar.time_zone)
    except ValidationError as error:
        return [Point(error.messages[0], "id_time_zone", is_blocking=True)]
    return [
        *page(webinar, site),
        *time(webinar, now),
        *programme(webinar),
        *documents(webinar),
        *people(webinar),
    ]


def of_texts(unfinished, address):
    """Yield a Point for each of the site's own texts with places to fill in; `address` is of where."""
    for text in unfinished:
        words = ngettext(
            "“%(page)s” of this site has %(number)d place to fill in.",
            "“%(page)s” of this site has %(number)d places to fill in.",
            text.places,
        )
        yield Point(words % {"page": text, "number": text.places}, url=address(text))


def page(webinar, site):
    if not webinar.summary:
        yield Point(_("There is no summary: lists and previews of links show the title only."), "id_summary")
    if not webinar.text_before:
        yield Point(_("There is no text about the webinar."), "id_text_before")
    if webinar.number is None and webinar.is_in_numbered_series:
        yield Point(_("It has no number in its series, and others have."), "id_number")
    if not webinar.contact(site).contact_email:
        yield Point(_("There is no contact: questions of visitors reach nobody."), "id_contact_email")


def time(webinar, now):
    if webinar.ends_at <= now:
        yield Point(_("It is over: nobody can register, the page is a record."), "id_starts_at")
    elif webinar.starts_at <= now:
        yield Point(_("Its start lies in the past."), "id_starts_at")
    if any(each.ends_at - each.starts_at > LONGEST_STRETCH for each in webinar.stretches()):
        yield Point(
            _("It goes on for more than 12 hours without a pause: are the times right?"), "id_ends_at"
        )
    if not webinar.spoken_languages:
        yield Point(_("It does not say which languages are spoken."), "id_spoken_languages_0")


def programme(webinar):
    sessions = list(webinar.sessions.all())
    if not sessions:
        yield Point(_("The programme has no sessions."), "sessions-heading")
    for index, session in enumerate(sessions):
        if is_outside(session, webinar):
            text = _("“%s” does not lie within the time of the webinar.")
            yield Point(text % session, f"sessions-{index}")
    if not webinar.appearances.all():
        yield Point(_("It names no speakers."), "appearances-heading")
    waiting = [(index, each) for index, each in enumerate(webinar.appearances.all()) if is_open(each)]
    if waiting:
        names = ", ".join(str(each) for _index, each in waiting)
        yield Point(_("Still to be confirmed or announced: %s.") % names, f"appearances-{waiting[0][0]}")


def is_outside(session, webinar):
    if session.starts_at is None:
        return False
    ends_at = session.ends_at or session.starts_at
    return not any(
        each.starts_at <= session.starts_at and ends_at <= each.ends_at for each in webinar.stretches()
    )


def is_open(appearance):
    return appearance.speaker is None or not appearance.is_confirmed


def documents(webinar):
    missing = [
        (index, each) for index, each in enumerate(webinar.documents.all()) if not each.file and not each.url
    ]
    if missing:
        names = ", ".join(str(each) for _index, each in missing)
        text = _("Announced, but there is neither file nor address: %s.")
        yield Point(text % names, f"documents-{missing[0][0]}")


def people(webinar):
    if not webinar.organisers.all():
        yield Point(_("It names no organisation that holds it."), "organisers-heading")
