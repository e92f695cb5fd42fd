"""What verify finds about mails, the journal and what has to be erased."""

from datetime import timedelta

import pytest

from registrations import delivery, erasure, erasure_list, outbox, retention, verify
from registrations.models import JournalEntry, Message
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def webinar():
    return builders.full_webinar()


def test_a_place_that_nobody_was_told_of_is_found(webinar):
    message = Message.objects.get(kind="promoted")
    message.delete()

    assert list(verify.who_got_a_place_was_told(NOW)) == [
        f"Registration {message.registration.reference}: no mail tells that the place is given."
    ]
    assert list(verify.who_got_a_place_was_told(NOW + timedelta(days=31))) == []


def test_the_mail_of_an_earlier_place_does_not_count(webinar):
    person = webinar.registrations.attendees().first()
    Message.objects.filter(registration=person).update(created_at=NOW - timedelta(days=1))

    assert len(list(verify.who_got_a_place_was_told(NOW))) == 1


def test_a_mail_that_stays_in_hand_is_found(webinar):
    (message,) = delivery.lease(NOW, 1)

    assert list(verify.no_mail_stays_in_hand(NOW + timedelta(minutes=10))) == []
    assert list(verify.no_mail_stays_in_hand(NOW + timedelta(minutes=10, seconds=1))) == [
        f"Message {message.pk}: a worker took it over ten minutes ago and neither sent nor returned it."
    ]


@pytest.mark.parametrize("deed", [None, "declined"])
def test_a_status_that_the_journal_does_not_know_is_found(webinar, deed):
    person = webinar.registrations.attendees().first()
    JournalEntry.objects.filter(registration=person).delete()
    if deed:
        JournalEntry.objects.create(registration=person, deed=deed, at=NOW)

    assert list(verify.each_status_stands_in_the_journal(NOW)) == [
        f"Registration {person.reference}: its status, registered, is not the last in its journal."
    ]


def test_a_change_of_details_in_the_journal_is_no_status(webinar):
    person = webinar.registrations.attendees().first()
    JournalEntry.objects.create(registration=person, deed="changed", at=NOW)

    assert list(verify.each_status_stands_in_the_journal(NOW)) == []


def test_a_mail_past_its_use_is_found_when_no_worker_gave_it_up(webinar):
    after = webinar.ends_at + timedelta(minutes=11)
    waiting = Message.objects.exclude(kind="cancelled").order_by("pk")

    assert list(verify.no_mail_waits_past_its_use(after)) == [
        f"Message {message.pk}: it waits to be sent although its webinar is over." for message in waiting
    ]
    outbox.give_up_what_is_past_use(after)
    assert list(verify.no_mail_waits_past_its_use(after)) == []


def test_who_is_kept_past_the_promised_day_is_found_a_day_later(webinar):
    day = timedelta(days=1)
    promised = webinar.ends_at + 180 * day

    assert list(verify.nobody_is_kept_past_the_promised_day(promised)) == []
    assert list(verify.nobody_is_kept_past_the_promised_day(promised + day)) == [
        f"Webinar {webinar.pk}: its registrations were to be erased by now."
    ]
    retention.forget(promised + day)
    assert list(verify.nobody_is_kept_past_the_promised_day(promised + day)) == []


def test_an_erasure_that_is_not_in_the_list_is_found(webinar, settings, tmp_path):
    settings.ERASURES_FOLDER = tmp_path
    erasure.erase(webinar.registrations.first(), NOW)

    assert list(verify.each_erasure_stands_in_the_list(NOW + timedelta(minutes=10))) == []
    assert list(verify.each_erasure_stands_in_the_list(NOW + timedelta(minutes=11))) == [
        "1 erasures are not in the list of erasures: see whether its folder can be written to."
    ]
    erasure_list.write_down()
    assert list(verify.each_erasure_stands_in_the_list(NOW + timedelta(minutes=11))) == []
