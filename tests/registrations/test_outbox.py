"""The outbox against a real SMTP peer."""

import smtplib
from datetime import timedelta

import pytest

from registrations import delivery, outbox
from registrations.models import Message
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db


def test_a_due_message_is_sent_once_and_marked(peer, sender):
    message = builders.message()

    assert sender.send_next(NOW) is True
    assert sender.send_next(NOW) is False

    message.refresh_from_db()
    assert (message.sent_at, message.attempts, message.lease_until) == (NOW, 1, None)
    assert [recipients for recipients, _ in peer.taken] == [[message.registration.email]]


def test_a_message_that_is_not_due_waits(sender):
    message = builders.message(now=NOW + timedelta(minutes=1))

    assert sender.send_next(NOW) is False
    message.refresh_from_db()
    assert message.attempts == 0


def test_one_line_to_the_mail_server_carries_many_messages(peer, sender):
    for _ in range(3):
        builders.message()

    assert sender.send_next(NOW)
    line = sender.server.connection
    while sender.send_next(NOW):
        pass

    assert sender.server.connection is line
    assert len(peer.taken) == 3


def test_what_somebody_waits_for_leaves_first_then_the_oldest(peer, sender):
    kinds = {2: "cancelled", 1: "cancelled", 4: "registered", 3: "personal_link"}
    for minutes, kind in kinds.items():
        message = builders.message(kind, now=NOW + timedelta(minutes=minutes))
        Message.objects.filter(pk=message.pk).update(facts={**message.facts, "had_place": False})
    sent = []

    while sender.send_next(NOW + timedelta(hours=1)):
        sent.append(Message.objects.exclude(sent_at=None).exclude(pk__in=sent).get().pk)

    in_order = Message.objects.order_by("due_at")
    assert [in_order.get(pk=pk).created_at.minute for pk in sent] == [3, 4, 1, 2]


def test_all_workers_together_keep_to_the_rate(peer, sender, settings):
    settings.MAIL_PER_MINUTE = 12  # two at once, then one each five seconds
    for _ in range(4):
        builders.message()

    sent = [sender.send_next(NOW + timedelta(seconds=s)) for s in (0, 0, 0, 4, 5, 5, 9, 10, 20)]

    assert sent == [True, True, False, False, True, False, False, True, False]
    assert set(Message.objects.values_list("attempts", flat=True)) == {1}


def test_who_lost_the_lease_does_not_put_back_what_another_has_in_hand():
    builders.message()
    (late,) = delivery.lease(NOW, 1)
    delivery.lease(NOW + timedelta(minutes=6), 1)

    delivery.put_back(late, smtplib.SMTPDataError(554, b"never"), NOW + timedelta(minutes=7))

    message = Message.objects.get()
    assert (message.failed_at, message.lease_until) == (None, NOW + timedelta(minutes=11))


def test_what_a_worker_has_in_hand_is_not_planned_anew():
    builders.message()
    delivery.lease(NOW, 1)

    assert outbox.send_again(Message.objects.all(), NOW) == 0
    assert outbox.send_again(Message.objects.all(), NOW + timedelta(minutes=6)) == 1


def test_a_message_that_cannot_be_built_does_not_stop_the_others(peer, sender, caplog):
    broken, whole = builders.message(), builders.message()
    Message.objects.filter(pk=broken.pk).update(facts={})

    while sender.send_next(NOW):
        pass

    broken.refresh_from_db()
    assert len(peer.taken) == 1
    assert broken.sent_at is None
    assert broken.due_at == NOW + timedelta(minutes=1)
    assert whole.registration.email not in caplog.text


def test_a_lease_keeps_others_away_until_it_runs_out(sender):
    builders.message()

    assert len(delivery.lease(NOW, 5)) == 1
    assert delivery.lease(NOW + timedelta(minutes=4), 5) == []
    assert len(delivery.lease(NOW + timedelta(minutes=6), 5)) == 1


def test_a_message_is_queued_once_for_each_version():
    registration = builders.registration(builders.webinar())

    for version in (7, 7, 8):
        outbox.queue(Message.Kind.PROMOTED, registration, NOW, version=version)

    assert registration.messages.filter(kind="promoted").count() == 2
