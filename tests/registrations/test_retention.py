"""The daily run: each thing on its day, once, in numbers that stay."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType

from registrations import changes, retention, seats
from registrations.models import Enquiry, Message, Needs, Registration
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.mark.parametrize(("days", "erased"), [(9, False), (10, True), (400, True)])
def test_a_registration_is_erased_on_the_day_that_was_promised(days, erased):
    webinar = builders.admission(retention_days=10).webinar
    registration = builders.registration(webinar, name="Ada Example")

    retention.forget(webinar.ends_at + timedelta(days=days))

    registration.refresh_from_db()
    assert (registration.name == "") is erased
    assert webinar.registrations.count() == 1
    assert registration.journal.filter(deed="erased").exists() is erased


@pytest.mark.parametrize(
    ("zone", "last_moment"),
    [
        ("Europe/Zurich", datetime(2026, 10, 4, 21, 59, tzinfo=UTC)),
        ("Pacific/Kiritimati", datetime(2026, 10, 4, 9, 59, tzinfo=UTC)),
        ("Pacific/Pago_Pago", datetime(2026, 10, 4, 10, 59, tzinfo=UTC)),
    ],
)
def test_the_day_is_the_one_that_the_form_names_in_the_webinars_zone(zone, last_moment):
    webinar = builders.webinar(time_zone=zone)
    admission = builders.admission(webinar=webinar, retention_days=10)
    builders.registration(webinar)

    assert last_moment.astimezone(webinar.zone).date() == admission.deletion_date() - DAY
    assert retention.forget(last_moment).registrations == 0
    assert retention.forget(last_moment + timedelta(minutes=1)).registrations == 1


def test_without_an_admission_the_usual_180_days_hold():
    webinar = builders.webinar()
    builders.registration(webinar)

    assert retention.forget(webinar.ends_at + timedelta(days=179)).registrations == 0
    assert retention.forget(webinar.ends_at + timedelta(days=180)).registrations == 1
    assert retention.forget(webinar.ends_at + timedelta(days=181)).registrations == 0


def test_access_needs_go_after_thirty_days():
    webinar = builders.webinar()
    registration = builders.registration(webinar)
    Needs.objects.create(registration=registration, kinds=["captions"])

    retention.forget(webinar.ends_at + timedelta(days=29))
    assert Needs.objects.exists()
    retention.forget(webinar.ends_at + timedelta(days=30))
    assert not Needs.objects.exists()
    assert Registration.objects.get().name == "Ada Example"


def test_what_people_need_at_a_postponed_webinar_is_kept_until_it_is_held():
    webinar = builders.webinar()
    Needs.objects.create(registration=builders.registration(webinar), kinds=["captions"])
    changes.postpone(webinar, "", NOW, seen=0)

    retention.forget(webinar.ends_at + timedelta(days=90))

    assert Needs.objects.exists()


def test_the_erased_of_a_postponed_webinar_leave_their_places():
    webinar = builders.admission(capacity=2).webinar
    registration = builders.registration(webinar)
    changes.postpone(webinar, "", NOW, seen=0)

    retention.forget(webinar.ends_at + timedelta(days=180))

    registration.refresh_from_db()
    assert (registration.email, registration.status) == ("", "cancelled")
    assert seats.lock(webinar).taken == 0


def test_questions_go_after_180_days_and_spam_after_30():
    spam, question = builders.enquiry(status="spam"), builders.enquiry()

    retention.forget(NOW + timedelta(days=30))
    assert list(Enquiry.objects.all()) == [question]
    retention.forget(NOW + timedelta(days=180))
    assert not Enquiry.objects.exists()
    assert spam.pk


def test_mails_go_30_days_after_they_were_sent_or_given_up_and_waiting_ones_stay():
    sent, failed, waiting = builders.message(), builders.message(), builders.message()
    Message.objects.filter(pk=sent.pk).update(sent_at=NOW)
    Message.objects.filter(pk=failed.pk).update(failed_at=NOW)

    retention.forget(NOW + timedelta(days=29))
    assert Message.objects.count() == 3
    retention.forget(NOW + timedelta(days=30))
    assert list(Message.objects.all()) == [waiting]


def test_numbers_survive():
    """Of each webinar by status, of those who came, and of each run; nobody is named."""
    webinar = builders.admission(capacity=2).webinar
    people = [builders.registration(webinar) for _ in range(4)]
    seats.cancel(people[0], NOW)
    people[1].attendances.create(stretch=1, first_at=NOW, last_at=NOW)
    before = counts(webinar)

    run = retention.forget(webinar.ends_at + timedelta(days=180))

    assert counts(webinar) == before == {"cancelled": 1, "registered": 2, "waitlisted": 1}
    assert webinar.registrations.filter(attendances__isnull=False).count() == 1
    assert (run.registrations, run.messages > 0) == (4, False)
    assert set(webinar.registrations.values_list("name", "email", "time_zone", "form_key")) == {("",) * 4}


def counts(webinar):
    statuses = list(webinar.registrations.values_list("status", flat=True))
    return {status: statuses.count(status) for status in sorted(set(statuses))}


def test_the_trail_of_the_admin_forgets_who_it_was():
    webinar, user = builders.webinar(), builders.user()
    registration, enquiry = builders.registration(webinar), builders.enquiry()
    for row in (registration, enquiry):
        LogEntry.objects.create(
            user=user,
            content_type=ContentType.objects.get_for_model(row),
            object_id=str(row.pk),
            object_repr=str(row),
            action_flag=CHANGE,
            change_message='[{"changed": {"name": "access needs", "object": "Captions, I hear badly"}}]',
        )

    retention.forget(webinar.ends_at + timedelta(days=180))

    assert set(LogEntry.objects.values_list("object_repr", "change_message", "user")) == {("–", "", user.pk)}


def test_a_registration_gets_another_reference_because_the_old_one_stands_in_mails():
    registration = builders.registration(builders.webinar())
    before = registration.reference

    retention.forget(registration.webinar.ends_at + timedelta(days=180))

    registration.refresh_from_db()
    assert registration.reference != before
