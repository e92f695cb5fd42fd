"""Rows of a webinar's page that are written by one pattern are those that their template makes."""

import pytest
from django.utils import timezone
from django.utils.html import escape

from events.models import Appearance, Session
from tests import builders
from tests.events.webinar_form import change

pytestmark = pytest.mark.django_db
ODD = '__prefix__ <b>"&amp;'


@pytest.fixture
def webinar():
    webinar = builders.webinar()
    Session.objects.bulk_create(Session(webinar=webinar, order=n, title=f"{ODD} {n}") for n in range(5))
    people = [builders.speaker(f"{ODD} {n}") for n in range(4)]
    Appearance.objects.bulk_create(
        Appearance(webinar=webinar, order=n, speaker=person, function=ODD, is_confirmed=n % 2 == 0)
        for n, person in enumerate(people)
    )
    builders.document(webinar, url="https://example.org/slides")
    builders.takeaway(webinar, "One thing.")
    builders.organiser(webinar)
    return webinar


def sets(answer):
    return {rows.formset.prefix: rows for rows in answer.context["inline_admin_formsets"]}


def test_a_row_by_the_pattern_is_the_row_of_the_template(organiser_client, webinar):
    found = sets(organiser_client.get(f"{change(webinar)}?more=session"))

    with timezone.override(webinar.zone):
        saved = [(rows, row, n) for rows in found.values() for n, row in enumerate(rows) if row.original]
        for rows, row, number in saved:
            assert rows.html(row, number) == rows.rendered(row, number)
    assert len(saved) == 5 + 4 + 1 + 1 + 1
    typed = 'name="appearances-3-function" value="__prefix__ &lt;b&gt;&quot;&amp;amp;"'
    assert typed in found["appearances"].rows[3].html()


def test_rows_that_are_only_looked_at_show_texts(client, webinar):
    client.force_login(builders.member("reader", webinar=webinar))

    shown = client.get(change(webinar))

    assert escape(f"{ODD} 3") in shown.text
    assert "appearances-3-function" not in shown.text
