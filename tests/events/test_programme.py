from datetime import timedelta

import pytest

from events.models import Sitting, Webinar
from events.programme import place_in_series, programme
from tests import builders
from tests.builders import NOW, START

pytestmark = pytest.mark.django_db


def contents(webinar, now=NOW):
    return programme(Webinar.objects.get(pk=webinar.pk), now)


def listed(appearances):
    return [(one.name, one.roles) for one in appearances]


def test_a_session_without_a_title_is_called_by_its_number_or_its_kind():
    webinar = builders.webinar()
    builders.session(webinar, kind="opening")
    builders.session(webinar, order=1)
    builders.session(webinar, order=2, kind="break")
    builders.session(webinar, order=3, title="Skills for all")
    builders.session(webinar, order=4)

    headings = [entry.heading for entry in contents(webinar).sessions]

    assert headings == ["Opening", "Session 1", "Break", "Skills for all", "Session 3"]


def test_someone_who_moderates_and_speaks_is_listed_once_with_both_roles():
    webinar = builders.webinar()
    ada = builders.speaker("Ada Example")
    first, second = builders.session(webinar), builders.session(webinar, order=1)
    builders.appearance(webinar, ada, session=first, role="moderator", order=0)
    builders.appearance(webinar, ada, session=second, function="Director", talk_title="Work", order=1)

    found = contents(webinar)

    assert listed(found.appearances) == [("Ada Example", ["Moderator", "Speaker"])]
    assert found.appearances[0].position == "Director"
    assert [listed(entry.appearances) for entry in found.sessions] == [
        [("Ada Example", ["Moderator"])],
        [("Ada Example", [])],
    ]
    assert [entry.appearances[0].talk_titles for entry in found.sessions] == [[], ["Work"]]


def test_two_places_to_be_announced_stay_two():
    webinar = builders.webinar()
    for order in (0, 1):
        builders.appearance(webinar, organisation="World Bank", order=order)
    builders.appearance(webinar, role="moderator", order=2)

    expected = [("World Bank", []), ("World Bank", []), ("Moderator", [])]
    assert listed(contents(webinar).appearances) == expected


@pytest.mark.parametrize(
    ("fields", "position"),
    [
        ({}, ""),
        ({"organisation": "ILO"}, "ILO"),
        ({"unit": "Skills Branch", "organisation": "ILO"}, "Skills Branch, ILO"),
        ({"function": "Director", "unit": "Skills", "organisation": "ILO"}, "Director, Skills, ILO"),
    ],
    ids=["nothing", "organisation", "no function", "all"],
)
def test_a_position_reads_well_whatever_is_missing(fields, position):
    webinar = builders.webinar()
    builders.appearance(webinar, builders.speaker(), **fields)

    assert contents(webinar).appearances[0].position == position


def test_documents_stand_by_kind_in_the_order_of_kinds():
    webinar = builders.webinar()
    builders.document(webinar, kind="report", title="Report")
    builders.document(webinar, kind="slides", title="Second", order=2)
    builders.document(webinar, kind="slides", title="First", order=1, url="https://example.org/1")
    builders.document(webinar, kind="recording")

    found = contents(webinar)

    groups = [
        (group.name, [str(one) for one in group.documents], group.available) for group in found.documents
    ]
    assert groups == [
        ("Presentation slides", ["First", "Second"], True),
        ("Final report", ["Report"], False),
    ]
    assert [group.name for group in found.recordings] == ["Recording"]


def test_a_document_before_its_time_is_announced_only():
    webinar = builders.webinar()
    builders.document(
        webinar, kind="recording", url="https://example.org/1", publish_at=NOW + timedelta(hours=1)
    )

    early, later = contents(webinar), contents(webinar, NOW + timedelta(hours=1))

    assert (early.has_recording, early.recording, early.recordings[0].available) == (False, None, False)
    assert (later.has_recording, later.recordings[0].available) == (True, True)


def test_a_recording_for_registrants_is_not_offered_to_everyone():
    webinar = builders.webinar()
    builders.document(webinar, kind="recording", url="https://example.org/1", audience="registrants")

    found = contents(webinar)

    assert (found.has_recording, found.recording) == (True, None)


def test_organisers_are_those_of_the_webinar_else_of_its_series():
    series = builders.series()
    of_series = builders.organiser(series=series)
    first, second = builders.webinar(series=series), builders.webinar(series=series)
    own = builders.organiser(second)

    assert (contents(first).organisers, contents(second).organisers) == ([of_series], [own])


def test_a_webinar_in_no_series_has_no_organisers_of_others():
    builders.organiser(builders.webinar())

    assert contents(builders.webinar()).organisers == []


@pytest.mark.parametrize(
    ("number", "others", "words"),
    [
        (2, [1, 3], "Webinar 2 of 3"),
        (2, [3], "Webinar 2"),
        (2, [1, None], "Webinar 2 of 2"),
        (1, [], "Webinar 1"),
        (None, [1, 2], ""),
    ],
    ids=["all public", "the first is missing", "one without number", "alone", "without number"],
)
def test_a_total_is_named_only_when_the_series_is_complete(number, others, words):
    assert place_in_series(number, others) == words


def test_siblings_are_the_other_public_webinars_of_the_series_in_order():
    series = builders.series()
    third = builders.webinar(series=series, number=3, title="Third")
    second = builders.webinar(series=series, number=2)
    builders.webinar(series=series, number=1, title="First")
    builders.webinar(series=series, number=4, status="draft")
    builders.webinar()

    found = contents(second)

    assert [(one.number, one.title) for one in found.siblings] == [(1, "First"), (3, "Third")]
    assert found.siblings[1].starts_at == third.starts_at
    assert found.place_in_series == "Webinar 2 of 3"


def test_takeaways_come_in_their_order():
    webinar = builders.webinar()
    builders.takeaway(webinar, "Second.", order=2)
    builders.takeaway(webinar, "First.", order=1)

    assert contents(webinar).takeaways == ["First.", "Second."]


def test_sessions_are_parted_by_sitting_also_when_only_their_time_tells():
    day = timedelta(days=1)
    webinar = builders.webinar(ends_at=START + day + timedelta(hours=2))
    first, second = (
        Sitting.objects.create(
            webinar=webinar, number=n, starts_at=START + n * day - day, ends_at=START + n * day - day / 2
        )
        for n in (1, 2)
    )
    builders.session(webinar, title="A", starts_at=START)
    builders.session(webinar, title="B", sitting=second)
    builders.session(webinar, title="C")

    parts = [(part.sitting, [entry.heading for entry in part.entries]) for part in contents(webinar).parts]

    assert parts == [(first, ["A"]), (second, ["B"]), (None, ["C"])]


def test_a_webinar_from_elsewhere_gets_the_same_programme():
    webinar = builders.webinar(series=builders.series(), number=1)
    builders.takeaway(webinar)

    assert programme(Webinar.objects.get(pk=webinar.pk), NOW) == contents(webinar)


def test_a_programme_takes_one_query_however_long_it_is(django_assert_num_queries):
    webinar = builders.webinar(series=builders.series())
    for order in range(12):
        session = builders.session(webinar, order=order)
        builders.appearance(webinar, builders.speaker(), session=session)
        builders.document(webinar, session=session)
        builders.organiser(webinar)

    with django_assert_num_queries(1):
        programme(webinar, NOW)


def test_only_a_programme_with_a_time_has_times():
    webinar = builders.webinar()
    builders.session(webinar, title="Without a time")
    assert not programme(webinar, builders.NOW).has_times

    builders.session(webinar, title="With one", starts_at=webinar.starts_at)
    assert programme(webinar, builders.NOW).has_times
