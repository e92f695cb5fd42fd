"""Pictures, calendars and the programme as files, and who may ask for them."""

import icalendar
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from events.models import OldSlug, Webinar
from tests import builders
from tests.events.fetched import body


@pytest.fixture
def webinar(db):
    return builders.webinar(slug="activation", title="Activation")


def test_a_picture_is_shown_and_kept_for_long(client):
    name = default_storage.save("pictures/Ab_1-c.webp", ContentFile(b"RIFF"))

    response = client.get(f"/{name}")

    assert body(response) == b"RIFF"
    assert response["Content-Type"] == "image/webp"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "attachment" not in response.get("Content-Disposition", "")


@pytest.mark.parametrize(
    "name",
    [
        "missing.webp",
        "..%2f..%2fsecret-key",
        "../secret-key",
        "a.svg",
        "a.webp%00",
        "%2e%2e%2fa.webp",
        "a" * 300,
    ],
)
def test_no_other_file_is_a_picture(client, settings, name):
    """B51: guessing."""
    (settings.MEDIA_ROOT / "a.webp").write_bytes(b"secret")

    assert client.get(f"/pictures/{name}").status_code in {400, 404}


def test_the_calendar_of_a_webinar_is_a_file_named_after_it(client, webinar):
    response = client.get("/webinars/activation/calendar.ics")

    (entry,) = icalendar.Calendar.from_ical(response.content).events
    assert entry["uid"] == webinar.calendar_uid
    assert response["Content-Disposition"] == 'attachment; filename="activation.ics"'
    assert response["Cache-Control"] == "public, max-age=0, s-maxage=10"


@pytest.mark.parametrize("file", ["calendar.ics", "programme.pdf"])
def test_an_earlier_address_leads_to_the_present_one(client, webinar, file):
    OldSlug.objects.create(webinar=webinar, slug="old")

    response = client.get(f"/webinars/old/{file}")

    assert (response.status_code, response["Location"]) == (301, f"/webinars/activation/{file}")


@pytest.mark.parametrize("file", ["calendar.ics", "programme.pdf"])
def test_files_of_a_draft_are_not_found(client, webinar, file):
    OldSlug.objects.create(webinar=webinar, slug="old")
    Webinar.objects.update(status=Webinar.Status.DRAFT)

    assert client.get(f"/webinars/activation/{file}").status_code == 404
    assert client.get(f"/webinars/old/{file}").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/webinars/activation/calendar.ics",
        "/webinars/activation/programme.pdf",
        "/documents/1/x.pdf",
        "/pictures/a.webp",
        "/favicon.ico",
    ],
)
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "BREW"])
def test_only_reading_is_answered(client, webinar, address, method):
    response = client.generic(method, address)

    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
