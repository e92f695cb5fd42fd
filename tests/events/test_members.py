"""The team of a webinar: added by address, given other roles, removed, never left without an organiser."""

import pytest
from django.urls import reverse

from events import teams
from events.models import Member, Record, User
from tests import builders
from tests.webinar_site.signing_in import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def webinar():
    return builders.webinar(series=builders.series(), title="Skills for all")


@pytest.fixture
def organiser(client, webinar):
    user = builders.member("organiser", email="organiser@example.org", webinar=webinar)
    client.force_login(user)
    return user


def team(webinar):
    return {each.user.email: each.role for each in webinar.team.select_related("user")}


def post(client, of, **typed):
    page = reverse(f"admin:events_{of._meta.model_name}_team", args=[of.pk])
    return client.post(page, {"role": "reader", **typed}, follow=True)


def test_the_team_says_who_has_not_signed_in_yet(client, organiser, webinar):
    User.objects.create_user("known@example.org", PASSWORD, is_staff=True)

    shown = post(client, webinar, email="known@example.org").text

    assert shown.count("invited, has not signed in yet") == 1


def test_who_is_added_by_address_is_invited_or_told(
    client, organiser, webinar, mailoutbox, django_capture_on_commit_callbacks
):
    User.objects.create_user("known@example.org", PASSWORD, is_staff=True)
    with django_capture_on_commit_callbacks(execute=True):
        post(client, webinar, email="New@Example.org", role="desk")
        post(client, webinar, email="KNOWN@example.org")

    assert team(webinar) == {
        "organiser@example.org": "organiser",
        "new@example.org": "desk",
        "known@example.org": "reader",
    }
    subjects = [(mail.to, mail.subject) for mail in mailoutbox]
    assert subjects[0][0] == ["new@example.org"]
    assert subjects[0][1] == "You are invited to work on “Skills for all”"
    for mail, role in zip(mailoutbox, ["Registration desk", "Reader without personal data"], strict=True):
        assert f"Your role: {role}\n" in mail.body
        assert "organiser@example.org " in mail.body
    assert subjects[1] == (["known@example.org"], "You are in the team of Skills for all")
    assert User.objects.get(email="new@example.org").is_staff
    assert [(row.about, row.by, str(row.account)) for row in Record.objects.filter(kind="rights")] == [
        ("Reader without personal data: Skills for all", organiser, "known@example.org"),
        ("Registration desk: Skills for all", organiser, "new@example.org"),
    ]


def test_the_list_of_accounts_says_the_roles(client, webinar):
    builders.member("desk", webinar=webinar)
    client.force_login(builders.user())

    page = client.get(reverse("admin:events_user_changelist")).text

    assert "Registration desk: Skills for all" in page
    assert "Administrator" in page


def test_who_cannot_be_added_is_told_beside_the_field_and_what_was_typed_stays(client, organiser, webinar):
    User.objects.create_user("closed@example.org", is_active=False, is_staff=True)
    for typed, told in [
        ("organiser@example.org", "in the team already"),
        ("closed@example.org", "This account is closed"),
        ("no address", "Enter a valid email address"),
    ]:
        page = post(client, webinar, email=typed).text
        assert told in page
        assert f'value="{typed}"' in page
    assert len(team(webinar)) == 1


def test_roles_change_and_end_and_those_of_another_team_do_not(client, organiser, webinar):
    reader = builders.member("reader", email="reader@example.org", webinar=webinar).memberships.get()
    foreign = builders.member("reader", webinar=builders.webinar()).memberships.get()

    post(client, webinar, member=reader.pk, role="desk")
    assert team(webinar)["reader@example.org"] == "desk"
    assert "changed meanwhile" in post(client, webinar, member=foreign.pk, role="organiser").text
    assert "changed meanwhile" in post(client, webinar, member="x", remove="on").text
    post(client, webinar, member=reader.pk, remove="on")

    assert team(webinar) == {"organiser@example.org": "organiser"}
    assert Member.objects.get(pk=foreign.pk).role == "reader"


def test_the_last_organiser_stays_and_one_of_several_may_leave(client, organiser, webinar):
    own = organiser.memberships.get()
    for typed in ({"remove": "on"}, {"role": "reader"}):
        assert "nobody would organise it any more" in post(client, webinar, member=own.pk, **typed).text
    assert team(webinar) == {"organiser@example.org": "organiser"}

    builders.member("organiser", series=webinar.series)
    answer = post(client, webinar, member=own.pk, remove="on")

    assert answer.redirect_chain[-1][0] == reverse("admin:index")
    assert answer.status_code == 200
    assert team(webinar) == {}


def test_who_presses_after_somebody_else_is_told(client, organiser, webinar, monkeypatch):
    for name in ("change", "remove"):
        member = builders.member("reader", webinar=webinar).memberships.get()
        press = getattr(teams, name)

        def after_another(member, *args, press=press):
            Member.objects.filter(pk=member.pk).delete()
            return press(member, *args)

        monkeypatch.setattr(teams, name, after_another)
        typed = {"remove": "on"} if name == "remove" else {}
        assert "the team has been changed meanwhile" in post(client, webinar, member=member.pk, **typed).text
    assert not Record.objects.exists()


@pytest.mark.parametrize("thing", ["webinar", "series"])
def test_the_team_is_shown_to_its_organisers(client, webinar, thing):
    of = webinar if thing == "webinar" else webinar.series
    colleague = builders.member("desk", email="colleague@example.org", **{thing: of})
    page = reverse(f"admin:events_{thing}_change", args=[of.pk])
    for user, shown in [(builders.member("organiser", **{thing: of}), True), (colleague, False)]:
        client.force_login(user)
        told = client.get(page).text.replace(str(user), "")
        assert ("colleague@example.org" in told) == shown
        assert ("Add somebody" in told) == shown


def test_an_account_lists_what_its_person_may_do(client, webinar):
    client.force_login(builders.user())
    user = builders.member("desk-needs", webinar=webinar)

    page = client.get(reverse("admin:events_user_change", args=[user.pk])).text

    assert "Registration desk, with access needs: Skills for all" in page
