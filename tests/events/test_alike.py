"""Rows of a webinar's page that are written by one pattern are those that their template makes."""

import pytest
from django.utils import timezone
from django.utils.html import escape

from events.models import Appearance, Session
from tests import builders
from tests.events.webinar_form import change, page, rows, session_row

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
    return {each.formset.prefix: each for each in answer.context["inline_admin_formsets"]}


def test_a_row_by_the_pattern_is_the_row_of_the_template(organiser_client, webinar):
    found = sets(organiser_client.get(f"{change(webinar)}?more=session"))

    with timezone.override(webinar.zone):
        saved = [(each, row, n) for each in found.values() for n, row in enumerate(each) if row.original]
        for each, row, number in saved:
            assert each.html(row, number) == each.rendered(row, number)
    assert len(saved) == 5 + 4 + 1 + 1 + 1
    typed = 'name="appearances-3-function" value="__prefix__ &lt;b&gt;&quot;&amp;amp;"'
    assert typed in found["appearances"].rows[3].html()


def test_a_refused_page_shows_rows_with_what_was_typed_and_what_is_wrong(organiser_client, webinar):
    kept = [
        session_row(id=each.pk, order=each.order, title=f"Typed {each.order}")
        for each in webinar.sessions.all()
    ]
    kept[1]["starts_at"] = "nonsense"
    found = sets(organiser_client.post(change(webinar), page(title="", **rows("sessions", kept=kept))))

    with timezone.override(webinar.zone):
        shown = [row.html() for row in found["sessions"]][:5]
        assert shown == [found["sessions"].rendered(row, n) for n, row in enumerate(found["sessions"])][:5]
    assert ["Typed" in html for html in shown] == [True] * 5
    assert ["Enter a valid date/time" in html for html in shown] == [False, True, False, False, False]


def test_rows_that_are_only_looked_at_show_texts(client, webinar):
    webinar.takeaways.update(sentence="")
    client.force_login(builders.member("reader", webinar=webinar))

    shown = client.get(change(webinar))

    with timezone.override(webinar.zone):
        for each in sets(shown).values():
            for number, row in enumerate(each):
                assert each.html(row, number) == each.rendered(row, number)
    assert escape(f"{ODD} 3") in shown.text
    assert "appearances-3-function" not in shown.text
