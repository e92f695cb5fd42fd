"""B73: two presses of “Add” at the same time."""

import pytest

from events import teams
from events.models import Member, Role, User
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
