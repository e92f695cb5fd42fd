"""The rows of several tables in one query: PostgreSQL writes them as JSON, models are made of that.

For the page of a webinar Django took longer to put its queries together than PostgreSQL to run them.
"""

import json
from datetime import datetime

from django.db import DEFAULT_DB_ALIAS, connection, models

from events.models import Appearance, Document, Organiser, Series, Session, Site, Sitting, Webinar


def rows(model, condition: str, joined: str = "") -> str:
    """Return SQL for an array of the rows of a model, in its own order.

    `condition` is SQL about `part`, the row; `joined` is a foreign key of the model, whose row comes along.
    """
    options = model._meta
    order = ", ".join(ordered(options, name) for name in options.ordering or ["pk"])
    whole, source = "to_jsonb(part)", f'"{options.db_table}" part'
    if joined:
        other = options.get_field(joined)
        whole += f" || jsonb_build_object('{joined}', to_jsonb(other))"
        source += (
            f' LEFT JOIN "{other.related_model._meta.db_table}" other ON other.id = part."{other.column}"'
        )
    return f"(SELECT coalesce(jsonb_agg({whole} ORDER BY {order}), '[]') FROM {source} WHERE {condition})"


def ordered(options, name: str) -> str:
    """Return the SQL that orders by a field as a model names it: "-order"."""
    bare = name.removeprefix("-")
    field = options.pk if bare == "pk" else options.get_field(bare)
    return f'part."{field.column}"{" DESC" * name.startswith("-")}'


OF_WEBINAR = "part.webinar_id = events_webinar.id"
OF_WEBINAR_OR_SERIES = f"{OF_WEBINAR} OR part.series_id = events_webinar.series_id"
CONTENTS = f"""
    jsonb_build_object(
        'sittings', {rows(Sitting, OF_WEBINAR)},
        'sessions', {rows(Session, OF_WEBINAR)},
        'appearances', {rows(Appearance, OF_WEBINAR, "speaker")},
        'documents', {rows(Document, OF_WEBINAR)},
        'organisers', {rows(Organiser, OF_WEBINAR_OR_SERIES, "organisation")},
        'takeaways', ARRAY(
            SELECT sentence FROM events_takeaway takeaway
            WHERE takeaway.webinar_id = events_webinar.id ORDER BY takeaway.order, takeaway.id),
        'siblings', ARRAY(
            SELECT jsonb_build_object('number', number, 'title', title, 'lang', lang, 'slug', slug,
                                      'status', status, 'starts_at', starts_at, 'time_zone', time_zone)
            FROM events_webinar sibling
            WHERE sibling.series_id = events_webinar.series_id AND sibling.id <> events_webinar.id
                  AND sibling.status <> 'draft'
            ORDER BY sibling.number, sibling.starts_at, sibling.id)
    )
"""
OF_ONE = f"SELECT {CONTENTS} FROM events_webinar WHERE id = %s"
# Columns that double the row and are only ever compared in the database.
UNSEARCHED = "'{search_text,search_text_after}'::text[]"
PUBLIC_PAGE = f"""
    SELECT jsonb_build_array(
        to_jsonb(events_webinar) - {UNSEARCHED}, to_jsonb(series), to_jsonb(site), {CONTENTS})
    FROM events_site site, events_webinar
    LEFT JOIN events_series series ON series.id = events_webinar.series_id
    WHERE events_webinar.slug = %s AND events_webinar.status <> 'draft'
"""


def public_page(slug):
    """Return the webinar of an address, with its series and `contents`, and the site; None for a draft."""
    found = asked(PUBLIC_PAGE, slug)
    if found is None:
        return None
    row, series, site, contents = found
    webinar = instance(Webinar, row)
    webinar.series = instance(Series, series) if series else None
    webinar.contents = contents
    return webinar, instance(Site, site)


def contents_of(webinar):
    """Return the rows of whatever stands on the webinar's page, by table."""
    return asked(OF_ONE, webinar.pk)


def asked(sql, *values):
    """Return the one value of the one row of a statement, read as JSON; None without a row."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found = cursor.fetchone()
    return json.loads(found[0]) if found else None


def fetch_rows(page, kinds):
    """Let a page know all its rows of these kinds, in one query.

    `kinds` are {model: a foreign key of the model, whose row comes along, or ""}.
    """
    of_page = [
        (model, f'part."{link(model, page).column}" = {page.pk:d}', joined) for model, joined in kinds.items()
    ]
    made = dict(zip(kinds, select(of_page), strict=True))
    for model, each in made.items():
        know(page, link(model, page), each)
        point_at_each_other(model, each, made)


def select(wanted):
    """Return the rows of several models, one list for each (model, condition, joined), in one query."""
    parts = [rows(*each) for each in wanted]
    found = asked(f"SELECT jsonb_build_array({', '.join(parts)})")
    return [
        instances(model, each, joined)
        for (model, _condition, joined), each in zip(wanted, found, strict=True)
    ]


def with_key(model, keys) -> str:
    """Return the condition that a row has one of these numbers as its key."""
    numbers = ", ".join(f"{key:d}" for key in keys)
    return f'part."{model._meta.pk.column}" IN ({numbers or "NULL"})'


def point_at_each_other(model, rows, made):
    """Let rows know those of other kinds that they point at: an appearance its session."""
    for field in model._meta.concrete_fields:
        if field.is_relation and field.related_model in made:
            others = {row.pk: row for row in made[field.related_model]}
            for row in rows:
                if (key := getattr(row, field.attname)) in others:
                    setattr(row, field.name, others[key])


def link(model, page):
    """Return the foreign key by which the rows of a model point at the page."""
    return next(field for field in model._meta.concrete_fields if field.related_model is type(page))


def know(page, field, made):
    for row in made:
        setattr(row, field.name, page)
    if field.one_to_one:
        field.remote_field.set_cached_value(page, next(iter(made), None))
    else:
        prefetched(page, field.remote_field.get_accessor_name(), made)


def fetched(page, model):
    """Return the rows of a page that were fetched with it; None if they were not."""
    if page is None:
        return None
    relation = link(model, page).remote_field
    if not relation.one_to_one:
        return page.__dict__.get("_prefetched_objects_cache", {}).get(relation.get_accessor_name())
    one = relation.get_cached_value(page, default=page)  # itself is none of its rows
    return None if one is page else [one] if one else []


def instances(model, found: list[dict], joined: str = ""):
    """Return the models of such rows, as if they had been fetched one table after the other."""
    made = [instance(model, row) for row in found]
    if joined:
        other = model._meta.get_field(joined).related_model
        for one, row in zip(made, found, strict=True):
            setattr(one, joined, instance(other, row[joined]) if row[joined] else None)
    return made


def instance(model, row):
    fields = [field for field in model._meta.concrete_fields if field.column in row]
    values = [value(field, row[field.column]) for field in fields]
    return model.from_db(DEFAULT_DB_ALIAS, [field.attname for field in fields], values)


def value(field, found):
    if found is not None and isinstance(field, models.DateTimeField):
        return datetime.fromisoformat(found)
    return found


def prefetched(one, name, found):
    """Let `one.name.all()` return these, as prefetch_related() does."""
    queryset = getattr(one, name).all()
    queryset._result_cache, queryset._prefetch_done = found, True
    one.__dict__.setdefault("_prefetched_objects_cache", {})[name] = queryset
