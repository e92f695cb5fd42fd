"""The organiser's acts: what they change, whom they tell, and that twice is once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.core import mail
from django.core.mail import get_connection
from django.db import connection
from icalendar import Calendar

from events.models import Webinar
from events.models.sitting import Stretch
from registrations import changes, delivery, seats
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


def test_who_the_first_move_never_reached_is_told_from_where_it_moved_for_them():
    webinar = builders.webinar()
    person = builders.registration(webinar)
    changes.move(webinar, ZURICH, [stretch(START + DAY)], NOW, seen=0)

    changes.move(webinar, ZURICH, [stretch(START + 2 * DAY)], NOW + HOUR, seen=1)

    first, second = Message.objects.filter(kind="changed").order_by("pk")
    assert (first.is_skipped, first.last_error) == (True, "Not sent: a later change took its place.")
    assert second.facts["was"][0][1] == START.isoformat()
    assert second.registration == person


def test_who_was_told_of_the_first_move_is_told_from_there():
    webinar = builders.webinar()
    builders.registration(webinar)
    changes.move(webinar, ZURICH, [stretch(START + DAY)], NOW, seen=0)
    sent(NOW)

    changes.move(webinar, ZURICH, [stretch(START + 2 * DAY)], NOW + HOUR, seen=1)

    second = Message.objects.filter(kind="changed").latest("pk")
    assert second.facts["was"][0][1] == (START + DAY).isoformat()


def test_a_sitting_that_goes_leaves_the_calendar_and_its_sessions_lose_their_times():
    webinar = two_sittings()
    session = builders.session(webinar, sitting=webinar.sittings.get(number=2), starts_at=START + DAY)
    builders.registration(webinar)

    changes.move(webinar, ZURICH, [stretch(START + 7 * DAY)], NOW, seen=0)

    session.refresh_from_db()
    assert (session.sitting, session.starts_at) == (None, None)
    assert entries(sent(NOW)[-1]) == [
        ("invite.ics", "REQUEST", webinar.calendar_uid, 1),
        ("withdrawn.ics", "CANCEL", f"{webinar.calendar_uid}-2", 1),
    ]


def test_sittings_can_swap_their_days():
    webinar = two_sittings()

    swapped = [stretch(START, number=2), stretch(START + DAY, number=1)]
    changes.move(webinar, ZURICH, swapped, NOW, seen=0)

    assert list(webinar.sittings.order_by("number").values_list("starts_at", flat=True)) == [
        START + DAY,
        START,
    ]
    assert fresh(webinar).starts_at == START


def two_sittings():
    webinar = builders.webinar(ends_at=START + DAY + HOUR)
    for number, start in ((1, START), (2, START + DAY)):
        webinar.sittings.create(number=number, starts_at=start, ends_at=start + HOUR)
    return webinar


def sent(now):
    """Send what is due; return the mails as they travel."""
    mail.outbox.clear()
    while delivery.send_next(now, get_connection()):
        pass
    return [message_from_bytes(each.message().as_bytes(), policy=policy.default) for each in mail.outbox]


def entries(letter):
    """Return (file, METHOD, UID, SEQUENCE) of each calendar file of a mail."""
    found = []
    for part in letter.iter_attachments():
        calendar = Calendar.from_ical(part.get_content())
        (event,) = calendar.walk("VEVENT")
        found.append((part.get_filename(), calendar["METHOD"], event["UID"], event["SEQUENCE"]))
    return found


def test_a_calendar_that_reads_each_mail_in_turn_ends_as_the_page_says():
    webinar = builders.webinar()
    builders.registration(webinar)
    known = {}

    def read(now):
        for letter in sent(now):
            for part in letter.iter_attachments():
                calendar = Calendar.from_ical(part.get_content())
                (event,) = calendar.walk("VEVENT")
                assert event["SEQUENCE"] > known.get(event["UID"], (-1,))[0]
                known[event["UID"]] = (event["SEQUENCE"], calendar["METHOD"], event["DTSTART"].dt)

    read(NOW)
    changes.move(webinar, ZURICH, [stretch(START + DAY)], NOW, seen=0)
    read(NOW)
    changes.postpone(webinar, "", NOW, seen=1)
    read(NOW)
    assert {method for _, method, _ in known.values()} == {"CANCEL"}
    changes.move(webinar, ZURICH, [stretch(START + 9 * DAY)], NOW, seen=2)
    read(NOW)
    assert list(known.values()) == [(3, "REQUEST", START + 9 * DAY)]
    changes.cancel(webinar, "A storm.", NOW, seen=3)
    read(NOW)
    changes.reinstate(webinar, NOW, seen=4)
    read(NOW)

    assert known == {webinar.calendar_uid: (5, "REQUEST", START + 9 * DAY)}


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
