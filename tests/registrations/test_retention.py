from datetime import timedelta

import pytest

from registrations import retention
from registrations.models import Enquiry, Message, Needs, Registration
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("days", "erased"), [(9, False), (10, True), (400, True)])
def test_a_registration_is_erased_on_the_day_that_was_promised(days, erased):
    webinar = builders.admission(retention_days=10).webinar
    registration = builders.registration(webinar, name="Ada Example")

    retention.forget(webinar.ends_at + timedelta(days=days))

    registration.refresh_from_db()
    assert (registration.name == "") is erased
    assert webinar.registrations.count() == 1
    assert registration.journal.filter(deed="erased").exists() is erased


def test_without_an_admission_the_usual_180_days_hold():
    webinar = builders.webinar()
    builders.registration(webinar)

    assert retention.forget(webinar.ends_at + timedelta(days=179, hours=23)) == 0
    assert retention.forget(webinar.ends_at + timedelta(days=180)) == 1
    assert retention.forget(webinar.ends_at + timedelta(days=181)) == 0


def test_access_needs_go_after_thirty_days():
    webinar = builders.webinar()
    registration = builders.registration(webinar)
    Needs.objects.create(registration=registration, kinds=["captions"])

    retention.forget(webinar.ends_at + timedelta(days=29))
    assert Needs.objects.exists()
    retention.forget(webinar.ends_at + timedelta(days=30))
    assert not Needs.objects.exists()
    assert Registration.objects.get().name == "Ada Example"


def test_questions_go_after_180_days_and_spam_after_30():
    spam, question = builders.enquiry(status="spam"), builders.enquiry()

    retention.forget(NOW + timedelta(days=30))
    assert list(Enquiry.objects.all()) == [question]
    retention.forget(NOW + timedelta(days=180))
    assert not Enquiry.objects.exists()
    assert spam.pk


def test_sent_mails_go_after_30_days_and_waiting_ones_stay():
    sent, waiting = builders.message(), builders.message()
    Message.objects.filter(pk=sent.pk).update(sent_at=NOW)

    retention.forget(NOW + timedelta(days=30))

    assert list(Message.objects.all()) == [waiting]
