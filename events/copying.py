"""A webinar as the pattern of another: its page and programme on other days, as a draft.

What belongs to the one time it took place is not copied: texts and takeaways of afterwards, files and
addresses of documents (they are announced again), status, earlier addresses, the calendar's uid, the team.
"""

from datetime import UTC

from django.db import transaction

OWN = {  # fields that a copy does not take over
    "id",
    "status",
    "status_reason",
    "moved_from",
    "text_after",
    "takeaways_intro",
    "calendar_uid",
    "calendar_sequence",
    "created_at",
    "updated_at",
    "published_at",
    "file",
    "url",
    "size",
    "pages",
}


def shift(webinar, day):
    """Return a function from a moment to the same local time as many days later as `day` is after the start.

    By the calendar of the webinar's zone, so that ten o'clock stays ten o'clock when the clocks change.
    """
    distance = day - webinar.starts_at.astimezone(webinar.zone).date()

    def later(moment):
        if moment is None:
            return None
        local = moment.astimezone(webinar.zone).replace(tzinfo=None) + distance
        return local.replace(tzinfo=webinar.zone).astimezone(UTC)

    return later


@transaction.atomic
def copy(webinar, title, slug, day):
    """Store and return a draft like the webinar that starts on `day`."""
    later = shift(webinar, day)
    made = like(webinar, later, title=title, slug=slug, number=None)
    sittings = {each.pk: like(each, later, webinar=made) for each in webinar.sittings.all()}
    sessions = {
        each.pk: like(each, later, webinar=made, sitting=sittings.get(each.sitting_id))
        for each in webinar.sessions.all()
    }
    appearances = {
        each.pk: like(each, later, webinar=made, session=sessions.get(each.session_id))
        for each in webinar.appearances.all()
    }
    for each in webinar.documents.all():
        session, appearance = sessions.get(each.session_id), appearances.get(each.appearance_id)
        like(each, later, webinar=made, session=session, appearance=appearance)
    for each in webinar.organisers.all():
        like(each, later, webinar=made)
    return made


def like(row, later, own=OWN, **fields):
    """Store and return a row with the same values, times moved by `later`, and `fields` of its own."""
    taken = {
        field.name: getattr(row, field.name)
        for field in row._meta.concrete_fields
        if field.name not in own and field.name not in fields and not field.generated
    }
    for name, value in taken.items():
        if row._meta.get_field(name).get_internal_type() == "DateTimeField":
            taken[name] = later(value)
    return type(row).objects.create(**taken, **fields)
