"""Documents for registrants: whoever has a place finds them on the personal page, nobody else does."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from events.models import Document, Webinar
from registrations import erasure, links
from registrations.models import Registration
from tests import builders

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 for you"
Status = Registration.Status


@pytest.fixture
def webinar():
    return builders.coming_webinar(title="Skills for all")


@pytest.fixture
def document(webinar):
    return builders.document(
        webinar, title="Background paper", audience="registrants", file=ContentFile(PDF, name="x.pdf")
    )


@pytest.fixture
def registration(webinar):
    return builders.registration(webinar, now=timezone.now())


def fetched(client, registration, document):
    return client.get(links.document_path(registration, document))


def body(response):
    return b"".join(response.streaming_content)


def page_of(client, registration):
    return client.get(links.page_path(registration)).content.decode()


def in_state(registration, status):
    """Put somebody into a state as verbs would, whatever leads there."""
    waiting = {"waitlist_number": 1} if status == Status.WAITLISTED else {}
    held = {"held_until": timezone.now()} if status == Status.UNCONFIRMED else {}
    Registration.objects.filter(pk=registration.pk).update(status=status, **waiting, **held)
    return Registration.objects.get(pk=registration.pk)


def test_who_has_a_place_finds_them_on_the_personal_page(client, registration, document):
    address = links.document_path(registration, document)
    assert f'href="{address}"' in page_of(client, registration)

    response = client.get(address)

    assert body(response) == PDF
    assert response["Content-Disposition"].startswith('attachment; filename="background-paper.pdf"')
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_they_are_there_after_the_webinar_too(client, webinar, registration, document):
    over = timezone.now() - timedelta(days=20)
    Webinar.objects.filter(pk=webinar.pk).update(starts_at=over, ends_at=over + timedelta(hours=1))

    assert body(fetched(client, registration, document)) == PDF


@pytest.mark.parametrize("status", [status for status in Status if status != Status.REGISTERED])
def test_who_has_no_place_gets_none(client, registration, document, status):
    """B51"""
    person = in_state(registration, status)

    assert fetched(client, person, document).status_code == 404
    assert "Documents for you" not in page_of(client, person)


def test_a_link_to_another_webinar_opens_none(client, document):
    """B51"""
    other = builders.registration(builders.coming_webinar(), now=timezone.now())

    assert fetched(client, other, document).status_code == 404
    assert "Background paper" not in page_of(client, other)


@pytest.mark.parametrize(
    "change",
    [
        {"publish_at": timezone.now() + timedelta(days=900)},
        {"audience": "public"},
        {"file": ""},
    ],
    ids=["later", "for everybody", "announced"],
)
def test_what_is_not_out_is_not_found(client, registration, document, change):
    """B51"""
    Document.objects.update(**change)

    assert fetched(client, registration, document).status_code == 404
    assert "Documents for you" not in page_of(client, registration)


def test_those_of_a_draft_are_not_found(client, webinar, registration, document):
    """B51"""
    Webinar.objects.update(status=Webinar.Status.DRAFT)

    assert fetched(client, registration, document).status_code == 404


def test_a_link_that_is_forged_or_dead_opens_none(client, registration, document):
    """B51"""
    address = links.document_path(registration, document)
    erasure.erase(registration, timezone.now())

    assert client.get(address).status_code == 404
    assert client.get(f"/registrations/forged/documents/{document.pk}/x.pdf").status_code == 404


def test_a_recording_elsewhere_is_reached_by_our_address(client, webinar, registration):
    recording = builders.document(webinar, audience="registrants", url="https://video.example.org/secret")
    assert "video.example.org/secret" not in client.get(webinar.get_absolute_url()).content.decode()

    response = fetched(client, registration, recording)

    assert (response.status_code, response["Location"]) == (302, "https://video.example.org/secret")


def test_the_public_page_says_that_they_exist_and_how_to_get_them(client, webinar, document):
    Document.objects.update(size=2_100_000, pages=12)

    shown = " ".join(client.get(webinar.get_absolute_url()).content.decode().split())

    assert "Background paper" in shown
    assert "PDF, 12 pages, 2.1 MB, English. For those who registered: it is on your personal page." in shown
    assert f'href="/webinars/{webinar.slug}/send-link/"' in shown
    assert f"/documents/{document.pk}/" not in shown
    assert client.get(document.get_absolute_url()).status_code == 404


def test_an_unchanged_file_is_not_sent_again(client, registration, document):
    first = fetched(client, registration, document)
    body(first)

    second = client.get(links.document_path(registration, document), headers={"if-none-match": first["ETag"]})

    assert second.status_code == 304
