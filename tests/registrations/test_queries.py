"""What one registration asks of the database: it must not grow unseen."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from registrations import visitor_form
from tests import builders

pytestmark = pytest.mark.django_db

OF_TRANSACTIONS = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


def queries(act):
    with CaptureQueriesContext(connection) as context:
        answer = act()
    return answer.status_code, sum(
        not query["sql"].startswith(OF_TRANSACTIONS) for query in context.captured_queries
    )


def test_one_registration_is_two_requests_and_eleven_queries(client):
    """P2: at most fourteen."""
    webinar = builders.admission(webinar=builders.coming_webinar(), capacity=100).webinar
    builders.registration(webinar)  # the first one makes the row of places
    path = reverse("registrations:register", args=[webinar.slug])
    stamp = visitor_form.new_stamp(f"register {webinar.pk}", timezone.now() - timedelta(minutes=1))
    fields = {"name": "Ada Example", "email": "ada@example.org", "website": "", "stamp": stamp}

    opened = queries(lambda: client.get(path))
    sent = queries(lambda: client.post(path, fields))

    # webinar, site, sittings; then webinar, bucket, lock, webinar, address, registration, journal, mails,
    # message, places
    assert (opened, sent) == ((200, 3), (302, 8))
    assert webinar.registrations.attendees().count() == 2
