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
# Three statements on one trip: each begins, and so looks, when the one before is done. The row is made if it
# is missing: what is not there cannot be locked, and two could be the first at once.
# NO KEY: inserting rows that point at the webinar goes on while places are counted.
LOCKED = f"""
INSERT INTO registrations_places (webinar_id, taken, last_waitlist_number) VALUES (%s, 0, 0)
ON CONFLICT DO NOTHING;
SELECT FROM registrations_places WHERE webinar_id = %s FOR NO KEY UPDATE;
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
    """Return the webinar with its admission as they are now, after the lock was taken.

    Raises Webinar.DoesNotExist.
    """
    webinar, _places = apart(webinar_of(*rows_of(BY_KEY, webinar.pk)))
    return webinar


def locked(webinar, email):
    """Lock the webinar's places; return them, the webinar, and the registration of an address at it.

    All as they are once the lock is taken; the registration is None where there is none. Raises
    Webinar.DoesNotExist.
    """
    *rows, known = rows_of(LOCKED, webinar.pk, webinar.pk, email.lower(), webinar.pk)
    webinar, places = apart(webinar_of(*rows))
    registration = instance(Registration, known) if known else None
    if registration:
        registration.webinar = webinar
    return places, webinar, registration


def rows_of(sql, *values):
    rows = asked(sql, *values)
    if rows is None:
        raise Webinar.DoesNotExist
    return rows


def apart(webinar):
    """Return the webinar and its places: whoever counts in these would leave old ones behind there."""
    return webinar, webinar._state.fields_cache.pop("places")


def webinar_of(row, admission, places, asks_questions):
    webinar = instance(Webinar, row)
    webinar.asks_questions = asks_questions
    known = webinar._state.fields_cache
    for name, model, found in (("admission", Admission, admission), ("places", Places, places)):
        known[name] = instance(model, found) if found else None
        if found:
            known[name]._state.fields_cache["webinar"] = webinar
    return webinar
