from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from registrations.models import Admission, Enquiry, Message, Places, Registration
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db


def row(webinar, **fields):
    return Registration(
        **{
            "webinar": webinar,
            "name": "Ada",
            "email": "ada@example.org",
            "created_at": NOW,
            "changed_at": NOW,
            **fields,
        }
    )


def refused(save, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        save()


def test_one_registration_per_webinar_and_email_whatever_its_case():
    webinar = builders.webinar()
    row(webinar).save()

    refused(row(webinar, email="ADA@example.org").save, "one_registration_per_webinar_and_email")
    row(builders.webinar()).save()


def test_erased_rows_without_an_address_may_be_many():
    webinar = builders.webinar()
    for _ in range(2):
        row(webinar, email="").save()

    assert webinar.registrations.count() == 2


def test_a_waitlist_number_is_given_once():
    webinar = builders.webinar()
    row(webinar, status="waitlisted", waitlist_number=1).save()

    refused(
        row(webinar, email="b@example.org", status="waitlisted", waitlist_number=1).save,
        "waitlist_number_is_given_once_per_webinar",
    )


@pytest.mark.parametrize(
    "fields", [{"status": "waitlisted"}, {"status": "registered", "waitlist_number": 1}], ids=str
)
def test_who_waits_has_a_number_and_nobody_else(fields):
    refused(row(builders.webinar(), **fields).save, "who_waits_has_a_waitlist_number")


def test_places_taken_are_never_negative():
    refused(Places(webinar=builders.webinar(), taken=-1).save, "places_taken_is_never_negative")


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"opens_at": NOW, "closes_at": NOW - timedelta(hours=1)}, "registration_closes_after_it_opens"),
        ({"capacity": 1_000_001}, "capacity_is_a_number_of_people"),
        ({"retention_days": 0}, "retention_ends_within_ten_years"),
        ({"closes_at": NOW.replace(year=1999)}, "admission_lies_in_the_years_2000_to_2100"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_admission_that_makes_no_sense_is_refused(fields, constraint):
    refused(Admission(webinar=builders.webinar(), **fields).save, constraint)


def test_a_message_is_about_one_thing():
    refused(
        Message(kind="registered", key="a", created_at=NOW, due_at=NOW).save,
        "message_is_about_a_registration_or_an_enquiry",
    )


def test_a_message_is_queued_once_per_key():
    message = builders.message()

    refused(
        Message(
            kind="registered", key=message.key, registration=message.registration, created_at=NOW, due_at=NOW
        ).save,
        "registrations_message_key",
    )


def test_one_enquiry_per_form():
    first = builders.enquiry()

    refused(
        Enquiry(name="B", email="b@example.org", message="?", form_key=first.form_key, created_at=NOW).save,
        "one_enquiry_per_form",
    )
