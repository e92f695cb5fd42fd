"""How the mails are doing, in numbers and words, and sending again what failed."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from registrations import mail_health, outbox, reminders, retention
from registrations.models import Announcement, Message
from tests import builders
from tests.builders import NOW, START

pytestmark = pytest.mark.django_db

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
ALL = Message.objects.all()


@pytest.fixture
def organiser(client):
    client.force_login(builders.user())
    return client


def gave_up(about, failure="no_mailbox", **fields):
    message = builders.message(about=about)
    values = {"failed_at": NOW, "failure": failure, "last_error": "550 No such user", **fields}
    Message.objects.filter(pk=message.pk).update(**values)
    return message


def skipped(about, reason):
    return gave_up(about, failure="", is_skipped=True, last_error=reason)


def test_without_mails_all_is_nought():
    assert mail_health.of(None, NOW) == mail_health.Health()


def test_what_waits_is_told_by_the_oldest_that_is_due():
    webinar = builders.webinar()
    for minutes in (14, 3, -20):
        builders.message(now=NOW - minutes * MINUTE, about=webinar)

    health = mail_health.of(None, NOW)

    assert (health.waiting, health.due, health.oldest) == (3, 2, NOW - 14 * MINUTE)


def test_what_was_skipped_or_failed_is_grouped_by_reason_the_most_frequent_first():
    webinar = builders.webinar()
    gave_up(webinar, "full")
    gave_up(webinar)
    gave_up(webinar, last_error="550 Another answer")
    skipped(webinar, "Not sent: a later change took its place.")
    Message.objects.filter(pk=builders.message(about=webinar).pk).update(sent_at=NOW)

    health = mail_health.of([webinar], NOW)

    assert [(each.count, each.failure) for each in health.failed] == [(2, "no_mailbox"), (1, "full")]
    assert health.failed[1].reason == "The mailbox is full."
    assert [(each.count, each.reason) for each in health.skipped] == [
        (1, "Not sent: a later change took its place.")
    ]
    assert (health.sent, health.waiting, health.failed_count, health.skipped_count) == (1, 0, 3, 1)


def test_a_webinar_counts_its_own_mails_only():
    one, other = builders.webinar(), builders.webinar()
    gave_up(one)
    gave_up(other)
    enquiry = builders.enquiry(webinar=one)
    outbox.queue_for_enquiry("new_enquiry", enquiry, NOW)
    for webinar in (one, other):
        news = Announcement.objects.create(webinar=webinar, subject="News", text="Some news.")
        written = builders.message("message", about=webinar)
        written.announcement, written.sent_at = news, NOW
        written.save()

    health = mail_health.of([one], NOW)

    assert (health.failed_count, health.waiting, health.sent) == (1, 1, 1)


def test_the_next_reminder_is_told_with_its_moment_and_how_many_it_reaches():
    webinar = builders.admission(reminders=[1440, 60]).webinar
    for _ in range(3):
        builders.registration(webinar)
    reminders.stop(webinar.registrations.first(), NOW)

    planned = mail_health.coming(NOW)

    assert [(each.at, each.slot, each.people) for each in planned] == [
        (START - DAY, "24 hours before", 2),
        (START - 60 * MINUTE, "1 hour before", 2),
    ]
    assert mail_health.planned([webinar], START) == []


def test_the_nearest_reminder_comes_first_whatever_the_order_of_webinars():
    soon = builders.admission(reminders=[60]).webinar
    later = builders.admission(
        webinar=builders.webinar(starts_at=START + DAY, ends_at=START + 2 * DAY), reminders=[10080]
    ).webinar

    assert [each.webinar for each in mail_health.coming(NOW)] == [later, soon]


def test_the_number_of_queries_does_not_grow(django_assert_num_queries):
    webinar = builders.admission(reminders=[1440, 60]).webinar
    for _ in range(10):
        gave_up(webinar)

    with django_assert_num_queries(3):
        mail_health.of([webinar], NOW)
    with django_assert_num_queries(3):
        mail_health.coming(NOW)
    with django_assert_num_queries(1):
        [str(each.registration) for each in mail_health.latest_failed(mail_health.about([webinar]))]


def test_what_failed_for_one_reason_is_sent_again():
    webinar = builders.webinar()
    full, wrong, late = gave_up(webinar, "full"), gave_up(webinar), gave_up(webinar, "too_late")
    unwanted = skipped(webinar, "Not wanted.")

    assert mail_health.send_again(mail_health.about([webinar]), "full", NOW) == 1
    assert list(Message.objects.waiting()) == [full]
    assert mail_health.send_again(mail_health.about([webinar]), None, NOW) == 1
    assert set(Message.objects.waiting()) == {full, wrong}
    assert set(ALL.filter(failed_at__isnull=False)) == {late, unwanted}


def test_the_page_of_a_webinar_says_how_its_mails_are_doing(organiser):
    webinar = builders.coming_webinar()
    builders.admission(webinar=webinar)
    message = gave_up(webinar)

    page = " ".join(organiser.get(reverse("admin:events_webinar_mails", args=[webinar.pk])).text.split())

    assert "Reminder 24 hours before to 1 person" in page
    assert "1: There is no such mailbox" in page
    assert "550 No such user" in page
    assert str(message.registration) in page


def test_what_failed_is_sent_again_by_a_button_of_the_page(organiser):
    webinar = builders.webinar()
    mine, other = gave_up(webinar), gave_up(builders.webinar())
    address = reverse("admin:events_webinar_mails", args=[webinar.pk])

    page = organiser.post(address, {"again": "no_mailbox"}, follow=True)

    assert "1 mail waits to be sent." in page.text
    mine.refresh_from_db()
    other.refresh_from_db()
    assert (mine.failed_at, other.failed_at) == (None, NOW)


def test_the_front_page_and_the_page_of_all_say_the_same(organiser):
    webinar = builders.coming_webinar(title="Skills for all")
    builders.admission(webinar=webinar)
    gave_up(webinar)
    builders.message(now=timezone.now() - 14 * MINUTE, about=webinar)

    front = " ".join(organiser.get(reverse("admin:index")).text.split())
    page = " ".join(organiser.get(reverse("admin:registrations_message_health")).text.split())

    assert "1 waiting, 1 failed" in front
    assert "Reminder 24 hours before to 2 people" in front
    for text in (front, page):
        assert "the oldest is due for 14 minutes" in text
    assert "Skills for all" in page


def link(message):
    return reverse("admin:registrations_registration_change", args=[message.registration.pk])


def test_how_mails_are_doing_is_for_organisers_only(client):
    webinar, elsewhere = builders.webinar(), gave_up(builders.webinar())
    message = gave_up(webinar)
    address = reverse("admin:events_webinar_mails", args=[webinar.pk])
    for role, status in [("organiser", 200), ("desk", 404)]:
        client.force_login(builders.member(role, webinar=webinar))
        page = client.get(address)
        assert page.status_code == status
        assert (link(message) in page.text) == (status == 200)
        of_all = client.get(reverse("admin:registrations_message_health"))
        assert of_all.status_code == {200: 200, 404: 403}[status]
        assert (link(message) in of_all.text) == (status == 200)
        assert link(elsewhere) not in of_all.text


def test_forgetting_says_what_comes_and_what_was_done(organiser):
    webinar = builders.webinar(title="Skills for all")
    builders.registration(webinar)
    retention.daily(NOW)
    retention.daily(NOW + 3 * DAY)

    page = " ".join(organiser.get(reverse("admin:registrations_retentionrun_changelist")).text.split())

    assert "24 March 2027" in page
    assert "Skills for all" in page
    assert "No worker ran on the 2 days before: caught up with." in page
