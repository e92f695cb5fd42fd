"""Several organisers change teams at the same time."""

from functools import partial

import pytest

from events import teams
from events.models import Member, Record, Role, User
from tests import builders
from tests.builders import NOW
from tests.concurrency.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_b73_somebody_new_is_added_once_the_second_press_is_told():
    webinar, by = builders.webinar(), builders.user()

    def press(_number):
        try:
            return teams.add(webinar, "new@example.org", Role.DESK, by, NOW)[1]
        except teams.InTheTeam:
            return "in the team"

    assert sorted(map(str, at_once(press, range(4)))) == ["True", *["in the team"] * 3]
    assert Member.objects.get().user == User.objects.get(email="new@example.org")


def test_somebody_new_is_added_to_several_teams_at_once_with_one_account():
    webinars, by = [builders.webinar() for _ in range(4)], builders.user()

    added = at_once(lambda of: teams.add(of, "new@example.org", Role.DESK, by, NOW)[1], webinars)

    assert sorted(map(str, added)) == ["False"] * 3 + ["True"]
    assert {each.user.email for each in Member.objects.all()} == {"new@example.org"}


def test_a_role_that_is_changed_while_it_is_taken_away_is_changed_before_or_not_at_all():
    webinar, by = builders.webinar(), builders.user()
    member = builders.member(Role.DESK, webinar=webinar).memberships.get()

    def press(deed):
        try:
            deed()
        except teams.LeftTheTeam:
            return "left"
        return "done"

    remove = partial(teams.remove, member, webinar, by, NOW)
    change = partial(teams.change, member, webinar, Role.READER, by, NOW)
    came = at_once(press, [remove, change, change, remove])

    assert sorted(each for each in (came[0], came[3])) == ["done", "left"]
    assert not Member.objects.exists()
    told = [row.about for row in Record.objects.order_by("pk")]
    assert len(told) == came.count("done")
    assert [each for each in told if "→ –" in each] == told[-1:]
