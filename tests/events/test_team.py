"""Who has which right with what: by a role in a webinar, by one in its series, or as an administrator."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from events.models import Member, Organisation, Right, Series, Speaker, User, Webinar
from tests import builders

RIGHTS = {
    "organiser": {"SEE", "PEOPLE", "NEEDS", "EDIT"},
    "desk-needs": {"SEE", "PEOPLE", "NEEDS"},
    "desk": {"SEE", "PEOPLE"},
    "reader": {"SEE"},
}


@pytest.fixture
def series(db):
    return builders.series()


@pytest.fixture
def webinar(series):
    return builders.webinar(series=series, status="draft")


@pytest.fixture
def foreign(db):
    return builders.webinar(series=builders.series(), status="draft")


@pytest.mark.parametrize("role", RIGHTS)
def test_a_role_gives_its_rights_with_its_webinar_and_no_other(role, webinar, foreign):
    user = builders.member(role, webinar=webinar)

    assert {right.name for right in Right if webinar in Webinar.objects.of(user, right)} == RIGHTS[role]
    for right in Right:
        assert foreign not in Webinar.objects.of(user, right)
        assert list(Series.objects.of(user, right)) == ([webinar.series] if right is Right.SEE else [])
        assert not user.may(right, foreign)
        assert user.may(right, webinar) == user.may_anywhere(right) == (right.name in RIGHTS[role])


def test_a_role_in_a_series_holds_for_its_webinars_present_and_future(webinar, foreign):
    user = builders.member("desk", series=webinar.series)
    later = builders.webinar(series=webinar.series)

    assert set(Webinar.objects.of(user, Right.PEOPLE)) == {webinar, later}
    assert list(Series.objects.of(user, Right.PEOPLE)) == [webinar.series]
    assert [user.may(Right.PEOPLE, each) for each in (later, foreign)] == [True, False]
    assert not Webinar.objects.of(user, Right.EDIT)


def test_administrators_may_do_everything_and_others_nothing(webinar):
    administrator, other = builders.user(), User.objects.create_user("other@example.org", is_staff=True)

    for right in Right:
        assert (administrator.may(right, webinar), other.may(right, webinar)) == (True, False)
        assert administrator.may(right, None)
        assert not other.may(right, None)
        assert webinar in Webinar.objects.of(administrator, right)
        assert not Webinar.objects.of(other, right)
    assert not Speaker.objects.of(other).exists()
    assert not Organisation.objects.of(other).exists()


def test_nothing_unsaved_is_anybodys(webinar):
    user = builders.member("organiser", webinar=webinar)
    Member.objects.create(user=user, role="organiser", series=builders.series())

    assert not user.may(Right.EDIT, Webinar())


def test_a_person_has_one_role_in_one_thing(webinar):
    user = builders.member("reader", webinar=webinar)

    for wrong in ({"webinar": webinar}, {}, {"webinar": webinar, "series": webinar.series}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Member.objects.create(user=user, role="desk", **wrong)


def test_a_speaker_is_seen_once_public_and_edited_while_in_no_others_webinar(webinar, foreign):
    user = builders.member("organiser", webinar=webinar)
    names = ["own", "public", "shared", "hidden", "added", "added and used"]
    people = {name: builders.speaker(name=name) for name in names}
    Speaker.objects.filter(name__startswith="added").update(added_by=user)
    for name in ("own", "shared"):
        builders.appearance(webinar, people[name])
    for name in ("shared", "hidden", "added and used"):
        builders.appearance(foreign, people[name])
    builders.appearance(builders.webinar(), people["public"])

    assert {each.name for each in Speaker.objects.of(user)} == set(names) - {"hidden"}
    assert {each.name for each in Speaker.objects.of(user, Right.EDIT)} == {"own", "added"}


def test_an_organisation_is_seen_by_all_teams_and_edited_while_nobody_else_lists_it(webinar, foreign):
    user = builders.member("organiser", series=webinar.series)
    own, by_series, shared, hidden, added = (builders.organisation() for _ in range(5))
    Organisation.objects.filter(pk=added.pk).update(added_by=user)
    for organisation, of in [(own, webinar), (shared, webinar), (shared, foreign), (hidden, foreign)]:
        builders.organiser(of, organisation=organisation)
    builders.organiser(series=webinar.series, organisation=by_series)

    assert hidden in Organisation.objects.of(user)
    assert set(Organisation.objects.of(user, Right.EDIT)) == {own, by_series, added}


def test_one_query_tells_all_roles_of_a_request(webinar, django_assert_num_queries):
    user = builders.member("organiser", webinar=webinar)

    with django_assert_num_queries(1):
        assert [user.may(right, webinar) for right in Right] == [True] * 4


def test_who_may_only_read_is_not_told_how_to_edit(client, webinar):
    builders.session(webinar, title="Opening")
    page = reverse("admin:events_webinar_change", args=[webinar.pk])
    hints = ("drag rows", "enough to begin with", 'class="help"')

    client.force_login(builders.user())
    assert all(hint in client.get(page).text for hint in hints)
    client.force_login(builders.member("reader", webinar=webinar))
    assert not any(hint in client.get(page).text for hint in hints)
