"""The list of registrations as a file."""

import csv
import io

import pytest
from django.urls import reverse

from registrations.models import Registration
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser(client):
    client.force_login(builders.user())
    return client


def exported(client, query=""):
    answer = client.get(reverse("admin:registrations_registration_export") + query)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    content = b"".join(answer.streaming_content)
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_export_holds_what_the_list_shows(organiser):
    webinar = builders.admission(capacity=1).webinar
    first, second = (builders.registration(webinar, country="CH") for _ in range(2))

    header, line = exported(organiser, "?status__exact=waitlisted")

    assert header[0] == "Reference"
    assert line == [
        second.reference,
        webinar.title,
        "Ada Example",
        second.email,
        "",
        "",
        "Switzerland",
        "On the waitlist",
        "2026-09-01 08:00",
    ]
    assert [row[0] for row in exported(organiser)[1:]] == [second.reference, first.reference]


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+41 22 799 61 11", "'+41 22 799 61 11"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1+1", "'=1+1"),
        ("\r\n=1+1", "'=1+1"),
        (" =1+1", "'=1+1"),
        ("\v=1+1", "'=1+1"),
        ("\u202e=1+1", "'=1+1"),
        ("＝1+1", "'＝1+1"),
        ("|calc", "'|calc"),
        ("%0", "'%0"),
        ('a,b;c\n"d" 😀', 'a,b;c\n"d" 😀'),
        ("Ada = Example", "Ada = Example"),
    ],
)
def test_no_cell_is_a_formula(organiser, value, cell):
    registration = builders.registration(builders.webinar())
    Registration.objects.filter(pk=registration.pk).update(organisation=value)

    assert exported(organiser)[1][4] == cell


def test_the_export_is_for_organisers_only(client):
    answer = client.get(reverse("admin:registrations_registration_export"))

    assert answer.status_code == 302
    assert "login" in answer.url
