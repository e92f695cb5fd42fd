"""The organiser's acts: what they change, whom they tell, and that twice is once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from events.models import Webinar
from events.models.sitting import Stretch
from registrations import changes, seats
from registrations.models import Admission, Message
from tests import builders
from tests.builders import NOW, START
from tests.invariants import verified

pytestmark = pytest.mark.django_db

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
ZURICH = "Europe/Zurich"


def stretch(start=START + 7 * DAY, number=1, **fields):
    return Stretch(start, start + HOUR, number=number, **fields)


def kinds(registration):
    return list(registration.messages.order_by("pk").values_list("kind", flat=True))


def fresh(webinar):
    return Webinar.objects.get(pk=webinar.pk)


def test_moving_changes_the_time_and_keeps_the_old_start():
    webinar = builders.webinar()

    changes.move(webinar, "Asia/Tokyo", [stretch()], NOW, seen=0)

    moved = fresh(webinar)
    assert (moved.starts_at, moved.ends_at) == (START + 7 * DAY, START + 7 * DAY + HOUR)
    assert (moved.moved_from, moved.time_zone, moved.calendar_sequence) == (START, "Asia/Tokyo", 1)


def test_moving_only_the_end_is_no_other_start():
    webinar = builders.webinar()

    changes.move(webinar, ZURICH, [Stretch(START, START + 3 * HOUR)], NOW, seen=0)

    assert fresh(webinar).moved_from is None


def test_sessions_keep_their_distance_from_the_start():
    webinar = builders.webinar()
    session = builders.session(webinar, starts_at=START + HOUR / 2, ends_at=START + HOUR)
    untimed = builders.session(webinar)

    changes.move(webinar, ZURICH, [stretch()], NOW, seen=0)

    for row in (session, untimed):
        row.refresh_from_db()
    assert (session.starts_at, session.ends_at) == (START + 7 * DAY + HOUR / 2, START + 7 * DAY + HOUR)
    assert untimed.starts_at is None


def test_registration_closes_as_long_before_the_start_as_it_did():
    admission = builders.admission(opens_at=NOW - DAY, closes_at=START - DAY)

    changes.move(admission.webinar, ZURICH, [stretch()], NOW, seen=0)

    admission.refresh_from_db()
    assert (admission.opens_at, admission.closes_at) == (NOW - DAY, START + 6 * DAY)


def test_a_window_that_the_move_makes_impossible_ends_with_the_webinar():
    admission = builders.admission(opens_at=NOW - HOUR, closes_at=NOW + HOUR)

    changes.move(admission.webinar, ZURICH, [stretch(START - 2 * DAY)], NOW, seen=0)

    assert Admission.objects.get().closes_at is None


def test_moving_tells_everybody_who_has_a_place_or_waits():
    webinar = builders.admission(capacity=1).webinar
    first, second, gone = (builders.registration(webinar) for _ in range(3))
    seats.cancel(gone, NOW)

    changes.move(webinar, ZURICH, [stretch()], NOW, seen=0)

    assert [kinds(each)[-1] for each in (first, second, gone)] == ["changed", "changed", "cancelled"]


def test_an_act_done_silently_tells_nobody():
    webinar = builders.webinar()
    person = builders.registration(webinar)

    changes.move(webinar, ZURICH, [stretch()], NOW, seen=0, tell=False)

    assert kinds(person) == ["registered"]
    assert fresh(webinar).calendar_sequence == 1


@pytest.mark.parametrize(
    ("act", "status", "kind"),
    [
        (changes.postpone, "postponed", "postponed"),
        (changes.cancel, "cancelled", "called_off"),
    ],
)
def test_postponing_and_cancelling_say_why(act, status, kind):
    webinar = builders.webinar()
    person = builders.registration(webinar)

    act(webinar, "The speaker is ill.", NOW, seen=0)

    changed = fresh(webinar)
    assert (changed.status, changed.status_reason) == (status, "The speaker is ill.")
    assert kinds(person) == ["registered", kind]
    person.refresh_from_db()
    assert person.status == "registered"


def test_a_cancelled_webinar_can_take_place_after_all_and_fills_free_places():
    webinar = builders.admission(capacity=1).webinar
    first, second = (builders.registration(webinar) for _ in range(2))
    changes.cancel(webinar, "A storm.", NOW, seen=0)
    seats.cancel(first, NOW)

    changes.reinstate(webinar, NOW, seen=1)

    second.refresh_from_db()
    assert (fresh(webinar).status, fresh(webinar).status_reason) == ("published", "")
    assert second.status == "registered"
    assert "promoted" in kinds(second)
    verified(NOW)


def test_a_postponed_webinar_gets_its_date_by_moving():
    webinar = builders.webinar()
    changes.postpone(webinar, "", NOW, seen=0)

    changes.move(webinar, ZURICH, [stretch()], NOW, seen=1)

    assert (fresh(webinar).status, fresh(webinar).moved_from) == ("published", START)


@pytest.mark.parametrize(
    "again",
    [
        lambda webinar: changes.move(webinar, ZURICH, [stretch()], NOW, seen=0),
        lambda webinar: changes.postpone(webinar, "", NOW, seen=0),
        lambda webinar: changes.cancel(webinar, "A storm.", NOW, seen=0),
        lambda webinar: changes.reinstate(webinar, NOW, seen=0),
        lambda webinar: changes.unpublish(webinar, NOW, seen=0),
    ],
    ids=["move", "postpone", "cancel", "reinstate", "unpublish"],
)
def test_an_act_on_what_somebody_has_changed_since_does_nothing(again):
    webinar = builders.webinar()
    person = builders.registration(webinar)
    changes.cancel(webinar, "A flood.", NOW, seen=0)

    with pytest.raises(changes.ChangedMeanwhile):
        again(webinar)

    assert fresh(webinar).status_reason == "A flood."
    assert kinds(person) == ["registered", "called_off"]


def test_a_draft_is_no_matter_for_acts():
    webinar = builders.webinar(status="draft")

    with pytest.raises(changes.ChangedMeanwhile):
        changes.cancel(webinar, "A storm.", NOW, seen=0)


def test_a_webinar_with_registrations_does_not_become_a_draft_again():
    webinar = builders.webinar()
    person = builders.registration(webinar)

    with pytest.raises(changes.HasRegistrations):
        changes.unpublish(webinar, NOW, seen=0)

    seats.cancel(person, NOW)
    changes.unpublish(webinar, NOW, seen=0)
    assert fresh(webinar).status == "draft"


def test_sittings_can_swap_their_days():
    webinar = builders.two_sittings()

    swapped = [stretch(START, number=2), stretch(START + DAY, number=1)]
    changes.move(webinar, ZURICH, swapped, NOW, seen=0)

    assert list(webinar.sittings.order_by("number").values_list("starts_at", flat=True)) == [
        START + DAY,
        START,
    ]
    assert fresh(webinar).starts_at == START


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_organisers_who_cancel_at_once_cancel_once():
    webinar = builders.webinar()
    for _ in range(10):
        builders.registration(webinar)

    def press(reason):
        try:
            changes.cancel(webinar, reason, NOW, seen=0)
        except changes.ChangedMeanwhile:
            return "told"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(max_workers=4) as pool:
        answers = list(pool.map(press, ["A storm.", "A flood.", "A fire.", "A strike."]))

    assert sorted(answers) == ["done", "told", "told", "told"]
    assert Message.objects.filter(kind="called_off").count() == 10
    assert fresh(webinar).calendar_sequence == 1
