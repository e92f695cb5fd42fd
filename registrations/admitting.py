"""A webinar with its admission and places, in one statement written by hand.

Each form and each registration asks for it; Django took several times as long to put it together
as PostgreSQL to run it. A test compares each field with what Django fetches.
"""

from django.http import Http404

from events.at_once import UNSEARCHED, fetched, instance
from events.models import Webinar
from registrations.models import Admission, Places

FOUND = f"""
SELECT jsonb_build_array(
    to_jsonb(webinar) - {UNSEARCHED}, to_jsonb(admission), to_jsonb(places),
    EXISTS (SELECT FROM registrations_question question WHERE question.webinar_id = webinar.id))
FROM events_webinar webinar
LEFT JOIN registrations_admission admission ON admission.webinar_id = webinar.id
LEFT JOIN registrations_places places ON places.webinar_id = webinar.id
"""
PUBLIC = f"{FOUND} WHERE webinar.slug = %s AND webinar.status <> 'draft'"
BY_KEY = f"{FOUND} WHERE webinar.id = %s"


def public_webinar(slug):
    """Return the webinar of an address, knowing its admission, its places and whether it `asks_questions`."""
    found = fetched(PUBLIC, slug)
    if found is None:
        raise Http404
    return webinar_of(*found)


def fresh(webinar):
    """Return the webinar with its admission as they are now, after the lock was taken."""
    webinar = webinar_of(*fetched(BY_KEY, webinar.pk))
    del webinar._state.fields_cache[
        "places"
    ]  # whoever holds the lock goes on counting in the row they locked
    return webinar


def webinar_of(row, admission, places, asks_questions):
    webinar = instance(Webinar, row)
    webinar.asks_questions = asks_questions
    known = webinar._state.fields_cache
    for name, model, found in (("admission", Admission, admission), ("places", Places, places)):
        known[name] = instance(model, found) if found else None
        if found:
            known[name]._state.fields_cache["webinar"] = webinar
    return webinar
