"""A webinar with its admission and places, in one statement written by hand.

Each form and each registration asks for it; Django took several times as long to put it together
as PostgreSQL to run it. A test compares each field with what Django fetches.
"""

from django.http import Http404

from events.at_once import UNSEARCHED, asked, instance
from events.models import Webinar
from registrations.models import Admission, Places, Registration

ROWS = f"""
to_jsonb(webinar) - {UNSEARCHED}, to_jsonb(admission), to_jsonb(places),
EXISTS (SELECT FROM registrations_question question WHERE question.webinar_id = webinar.id)"""
TABLES = """
events_webinar webinar
LEFT JOIN registrations_admission admission ON admission.webinar_id = webinar.id
LEFT JOIN registrations_places places ON places.webinar_id = webinar.id"""
PUBLIC = f"""
SELECT jsonb_build_array({ROWS}) FROM {TABLES} WHERE webinar.slug = %s AND webinar.status <> 'draft'"""
BY_KEY = f"SELECT jsonb_build_array({ROWS}) FROM {TABLES} WHERE webinar.id = %s"
WITH_ADDRESS = f"""
SELECT jsonb_build_array({ROWS}, to_jsonb(registration)) FROM {TABLES}
LEFT JOIN registrations_registration registration
  ON registration.webinar_id = webinar.id AND lower(registration.email) = %s
WHERE webinar.id = %s"""


def public_webinar(slug):
    """Return the webinar of an address, knowing its admission, its places and whether it `asks_questions`."""
    found = asked(PUBLIC, slug)
    if found is None:
        raise Http404
    return webinar_of(*found)


def fresh(webinar):
    """Return the webinar with its admission as they are now, after the lock was taken."""
    return counted_under_lock(webinar_of(*asked(BY_KEY, webinar.pk)))


def fresh_with(webinar, email):
    """Return the same, and the registration of an address at it, None if it has none."""
    *rows, found = asked(WITH_ADDRESS, email.lower(), webinar.pk)
    webinar = counted_under_lock(webinar_of(*rows))
    registration = instance(Registration, found) if found else None
    if registration:
        registration.webinar = webinar
    return webinar, registration


def counted_under_lock(webinar):
    del webinar._state.fields_cache["places"]  # the row that was locked goes on being counted in
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
