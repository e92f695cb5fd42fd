"""What all tables hold, in one comparable value: to prove that something changed nothing."""

from contextlib import contextmanager

from django.db import connection

# Not the site's facts: who is signed in as an organiser, and what may be forgotten at any time.
NOT_FACTS = {"django_session", "webinar_site_cache"}


def checksums() -> dict:
    """Return {table: (number of rows, hash of all that they hold)}, in one statement."""
    names = sorted(set(connection.introspection.table_names()) - NOT_FACTS)
    one = "SELECT '{0}', count(*), md5(string_agg(t::text, E'\\n' ORDER BY t::text)) FROM \"{0}\" t"
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(one.format(name) for name in names))
        return {name: (rows, content) for name, rows, content in cursor.fetchall()}


@contextmanager
def unchanged(but=()):
    """Assert that what is done inside leaves every table as it was, apart from those named in `but`."""
    before = checksums()
    yield
    after = checksums()
    changed = [name for name in after if after[name] != before.get(name) and name not in but]
    assert changed == []
