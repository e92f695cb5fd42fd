"""A webinar is described on one page, and what is saved there is what was typed."""

from datetime import UTC, datetime

import pytest

from events.models import Appearance, Session, Webinar
from tests import builders
from tests.events.webinar_form import (
    ADD,
    appearance_row,
    change,
    document_row,
    errors,
    page,
    rows,
    saved,
    session_row,
    typed_again,
)


def test_a_webinar_with_all_its_parts_is_saved_at_once(organiser_client):
    speaker, organisation = builders.speaker(), builders.organisation()
    fields = page(
        **rows("organisers", {"organisation": organisation.pk, "role": "organiser", "order": ""}),
        **rows("sessions", session_row(title="Opening"), session_row(title="Close")),
        **rows(
            "appearances",
            appearance_row(speaker=speaker.pk),
            appearance_row(role="moderator", organisation="World Bank"),
        ),
        **rows("documents", document_row(title="Slides")),
        **rows("takeaways", {"sentence": "Start early.", "order": ""}),
    )

    webinar = saved(organiser_client, ADD, fields)

    assert [session.title for session in webinar.sessions.all()] == ["Opening", "Close"]
    assert [str(appearance) for appearance in webinar.appearances.all()] == [
        "Ada Example (Speaker)",
        "World Bank (Moderator)",
    ]
    assert webinar.organisers.get().organisation == organisation
    assert webinar.documents.get().title == "Slides"
    assert webinar.takeaways.get().sentence == "Start early."


def test_rows_stand_in_the_order_typed_and_later_ones_come_last(organiser_client):
    webinar = saved(organiser_client, ADD, page(**rows("sessions", *(session_row(title=t) for t in "ABC"))))
    a, b, c = webinar.sessions.all()
    assert (a.order, b.order, c.order) == (1, 2, 3)
    kept = [session_row(id=s.pk, title=s.title, order=o) for s, o in ((a, 5), (b, 2), (c, 3))]

    saved(organiser_client, change(webinar), page(**rows("sessions", session_row(title="D"), kept=kept)))

    assert [session.title for session in webinar.sessions.all()] == ["B", "C", "A", "D"]


def test_a_long_programme_is_saved_at_once(organiser_client):
    speaker = builders.speaker()
    fields = page(
        **rows("sessions", *(session_row(title=f"Session {n}") for n in range(25))),
        **rows("appearances", *(appearance_row(speaker=speaker.pk, function=f"F {n}") for n in range(80))),
    )

    webinar = saved(organiser_client, ADD, fields)

    assert [session.title for session in webinar.sessions.all()] == [f"Session {n}" for n in range(25)]
    assert [one.function for one in webinar.appearances.all()] == [f"F {n}" for n in range(80)]
    assert organiser_client.get(change(webinar)).status_code == 200


def test_the_page_of_a_long_programme_asks_few_questions(organiser_client, django_assert_max_num_queries):
    webinar = builders.webinar()
    Session.objects.bulk_create(Session(webinar=webinar, order=n) for n in range(25))
    people = [builders.speaker(f"Person {n}") for n in range(40)]
    Appearance.objects.bulk_create(
        Appearance(webinar=webinar, order=n, speaker=person) for n, person in enumerate(people)
    )
    builders.document(webinar)

    with django_assert_max_num_queries(12):
        shown = organiser_client.get(change(webinar)).content.decode()

    assert "selected>Person 39</option>" in shown


def test_a_speaker_is_named_in_the_row_and_added_once(organiser_client):
    taken = builders.speaker("Grace Sample", slug="ada-example")
    named = [appearance_row(new_name=name) for name in ("Ada  Example", "grace sample", "孫文")]

    webinar = saved(organiser_client, ADD, page(**rows("appearances", *named)))

    ada, grace, third = (each.speaker for each in webinar.appearances.all())
    assert (ada.name, ada.slug, ada.added_by.email) == (
        "Ada Example",
        "ada-example-2",
        "organiser@example.org",
    )
    assert grace == taken
    assert (third.name, third.slug) == ("孫文", "speaker")


def test_a_name_that_is_no_choice_is_refused_and_kept(organiser_client):
    one, other = builders.speaker("Ada Example"), builders.speaker("Ada Example")
    row = appearance_row(new_name="Ada Example")

    both = organiser_client.post(ADD, page(**rows("appearances", row | {"speaker": one.pk})))
    twice = organiser_client.post(ADD, page(**rows("appearances", row)))

    assert errors(both) == ["Choose in the list or enter a name, not both."]
    assert errors(twice) == [
        "Several people have this name: choose one in the list, or enter here the address of the one: "
        f"{one.slug}, {other.slug}."
    ]
    assert 'value="Ada Example"' in twice.content.decode()
    assert set(type(one).objects.all()) == {one, other}


@pytest.mark.parametrize("what", ["appearances", "documents"])
def test_a_session_of_another_webinar_is_refused(organiser_client, what):
    webinar, foreign = builders.webinar(), builders.session(builders.webinar())
    row = appearance_row(session=foreign.pk) if what == "appearances" else document_row(session=foreign.pk)

    response = organiser_client.post(change(webinar), typed_again(webinar, **rows(what, row)))

    assert errors(response) == ["Select a valid choice. That choice is not one of the available choices."]
    assert not getattr(webinar, what).exists()


def test_a_row_of_another_webinar_cannot_be_changed(organiser_client):
    webinar, foreign = builders.webinar(), builders.session(builders.webinar(), title="Theirs")
    stolen = session_row(id=foreign.pk, title="Mine", webinar=webinar.pk)

    organiser_client.post(change(webinar), typed_again(webinar, **rows("sessions", kept=[stolen])))

    foreign.refresh_from_db()
    assert (foreign.title, foreign.webinar == webinar) == ("Theirs", False)


def test_an_end_before_the_start_is_refused_and_nothing_is_stored(organiser_client):
    fields = page(ends_at="2026-09-25T09:00", **rows("sessions", session_row(title="Opening")))

    response = organiser_client.post(ADD, fields)

    assert errors(response) == ["The webinar must end after it starts."]
    assert not Webinar.objects.exists()
    assert not Session.objects.exists()


def test_a_wrong_row_stores_nothing_of_the_page(organiser_client):
    webinar = builders.webinar()
    wrong = session_row(starts_at="2026-09-25T11:00", ends_at="2026-09-25T10:00")

    response = organiser_client.post(
        change(webinar), typed_again(webinar, title="New", **rows("sessions", wrong))
    )

    assert errors(response) == ["A session with an end needs a start before it."]
    webinar.refresh_from_db()
    assert webinar.title != "New"
    assert not webinar.sessions.exists()


def test_scripts_typed_into_a_text_are_not_stored(organiser_client):
    text = (
        '<p onclick="x()">Hello <b>all</b><script>x()</script></p><h3>Why</h3><a href="javascript:x()">y</a>'
    )

    webinar = saved(organiser_client, ADD, page(text_before=text))

    assert webinar.text_before == '<p>Hello all</p><h3>Why</h3><a rel="noopener nofollow ugc">y</a>'


def test_the_same_organisation_twice_is_refused_with_a_sentence(organiser_client):
    row = {"organisation": builders.organisation().pk, "role": "organiser", "order": ""}

    response = organiser_client.post(ADD, page(**rows("organisers", row, row)))

    assert "Please correct the duplicate data for organisation." in errors(response)


def test_two_webinars_with_one_number_in_a_series_are_refused(organiser_client):
    series = builders.series()
    builders.webinar(series=series, number=1)

    response = organiser_client.post(ADD, page(series=series.pk, number=1))

    assert errors(response) == ["Another webinar of the series has this number."]


def test_languages_are_ticked(organiser_client):
    webinar = saved(organiser_client, ADD, page(spoken_languages=["en", "fr"], sign_languages=["ils"]))

    assert (webinar.spoken_languages, webinar.sign_languages) == (["en", "fr"], ["ils"])


def test_saving_a_row_moves_the_time_of_change(organiser_client):
    webinar = builders.webinar()
    Webinar.objects.update(updated_at=datetime(2026, 1, 1, tzinfo=UTC))

    saved(
        organiser_client, change(webinar), typed_again(webinar, **rows("sessions", session_row(title="New")))
    )

    webinar.refresh_from_db()
    assert webinar.updated_at > datetime(2026, 1, 2, tzinfo=UTC)
