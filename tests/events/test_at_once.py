"""Rows that come as JSON are the rows that Django would fetch: each field, and in their order."""

from datetime import timedelta

import pytest

from events import at_once
from events.at_once import instances
from events.models import Appearance, Document, Organiser, Session, Site, Sitting, Webinar
from events.programme import programme
from tests import builders
from tests.builders import NOW, START


def fields(row):
    return row and {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def loaded(row):
    return {field.attname: vars(row).get(field.attname) for field in row._meta.concrete_fields}


@pytest.fixture
def webinar(db):
    """A webinar with two rows of each kind, the second of which comes first; some with a moment."""
    moment = START + timedelta(microseconds=123_456)
    webinar = builders.two_sittings(
        series=builders.series(), published_at=moment, spoken_languages=["en", "fr"], moved_from=moment
    )
    for order in (2, 1):
        session = builders.session(webinar, order=order, starts_at=moment, title='“Ünï” \\ "code"')
        who = builders.speaker(added_by=builders.user(f"{order}@example.org")) if order == 1 else None
        builders.appearance(webinar, who, session=session, order=order)
        builders.document(webinar, session=session, size=5, publish_at=moment, order=order)
        logo = "pictures/a-400x200.webp" if order == 1 else ""
        builders.organiser(webinar, organisation=builders.organisation(logo=logo), order=order)
    return Webinar.objects.get(pk=webinar.pk)


def contents_of(webinar):
    return at_once.contents_of(webinar)


@pytest.mark.parametrize(
    ("model", "joined"),
    [(Sitting, ""), (Session, ""), (Document, ""), (Appearance, "speaker"), (Organiser, "organisation")],
)
def test_rows_come_with_a_webinar_as_if_fetched_by_themselves(webinar, model, joined):
    key = f"{model.__name__.lower()}s"
    made = instances(model, contents_of(webinar)[key], joined)
    expected = model.objects.filter(webinar=webinar)

    assert list(map(fields, made)) == list(map(fields, expected)) != []
    if joined:
        others = [fields(getattr(one, joined)) for one in made]
        assert others == [fields(getattr(one, joined)) for one in expected]


def test_a_webinar_comes_with_its_series_and_the_site_as_if_fetched_by_themselves(webinar):
    came, site = at_once.public_page(webinar.slug)

    assert came.get_deferred_fields() == webinar.get_deferred_fields() != set()
    assert loaded(came) == loaded(webinar)
    assert fields(came.series) == fields(webinar.series)
    assert fields(site) == fields(Site.objects.get())


def test_neither_a_draft_nor_what_never_was_comes(db):
    draft = builders.webinar(status="draft")

    assert [at_once.public_page(slug) for slug in (draft.slug, "never")] == [None, None]


def test_sittings_that_came_along_are_not_asked_for_again(webinar, django_assert_num_queries):
    programme(webinar, NOW)

    with django_assert_num_queries(0):
        numbers = [stretch.number for stretch in webinar.stretches()]

    assert numbers == [1, 2]
