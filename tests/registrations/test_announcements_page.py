"""The page on which a message to people is shown, counted and sent."""

import pytest
from django.urls import reverse

from registrations import announcements
from registrations.models import Announcement, Message
from tests import builders
from tests.builders import NOW
from tests.registrations.written import announcement

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser(client):
    client.force_login(builders.user())
    return client


def send_page(written):
    return reverse("admin:registrations_announcement_send", args=[written.pk])


def test_before_sending_the_page_shows_the_mail_and_how_many_get_it(organiser):
    written = announcement(text="Dear {name}: {registration}")
    builders.registration(written.webinar, name="Ada Example")

    page = organiser.get(send_page(written)).text

    assert "<strong>1</strong> person will get it." in page
    assert "Dear Ada Example: http://localhost:8000/registrations/…/" in page
    assert Message.objects.filter(kind="message").count() == 0


def test_a_preview_without_anybody_shows_an_example_person(organiser):
    assert "As Example Person gets it" in organiser.get(send_page(announcement())).text


def test_pressing_send_twice_says_who_sent_it(organiser):
    """B73."""
    written = announcement()
    builders.registration(written.webinar)

    answers = [organiser.post(send_page(written), {"send": ""}, follow=True).text for _ in range(2)]

    assert "It goes to 1 person." in answers[0]
    assert "Sent by organiser@example.org at " in answers[1]
    assert Message.objects.filter(kind="message").count() == 1


def test_a_draft_is_saved_and_then_shown_before_it_is_sent(organiser):
    webinar = builders.webinar()
    typed = {"webinar": webinar.pk, "kind": "message", "audience": "all", "subject": "News", "text": "Hello."}

    answer = organiser.post(reverse("admin:registrations_announcement_add"), typed)

    assert answer.headers["Location"] == send_page(Announcement.objects.get())


def test_what_was_sent_is_no_longer_changed_or_deleted(organiser):
    written = announcement()
    announcements.send(written, NOW, None)

    page = organiser.get(reverse("admin:registrations_announcement_change", args=[written.pk])).text
    organiser.post(reverse("admin:registrations_announcement_delete", args=[written.pk]), {"post": "yes"})

    assert 'name="text"' not in page
    assert Announcement.objects.count() == 1


def test_the_page_is_for_organisers(client):
    written = announcement()
    builders.registration(written.webinar)

    assert client.post(send_page(written), {"send": ""}).status_code == 302
    assert Message.objects.filter(kind="message").count() == 0


def test_a_recording_that_nobody_sees_yet_is_asked_about_before_it_is_announced(organiser):
    written = announcement(kind="ready", text="")
    builders.registration(written.webinar)

    page = organiser.get(send_page(written)).text
    refused = organiser.post(send_page(written), {"send": ""}, follow=True).text
    assert "The recording is not visible on the page yet. Send anyway?" in page
    assert "the standard text below is sent" in page
    assert "Nothing was sent" in refused
    assert Message.objects.filter(kind="ready").count() == 0

    organiser.post(send_page(written), {"send": "anyway"})
    assert Message.objects.filter(kind="ready").count() == 1


def test_a_recording_on_the_page_is_announced_without_a_question(organiser):
    written = announcement(kind="ready", text="")
    builders.document(written.webinar, kind="recording", url="https://example.org/film")
    builders.registration(written.webinar)

    assert "Send anyway" not in organiser.get(send_page(written)).text
    assert "It goes to 1 person." in organiser.post(send_page(written), {"send": ""}, follow=True).text
