"""Questions and mails as organisers see them."""

import pytest
from django.urls import reverse

from registrations import enquiries
from registrations.models import Message
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser(client):
    client.force_login(builders.user())
    return client


def test_a_question_is_marked_as_answered_and_its_text_is_not_edited(organiser):
    enquiry = builders.enquiry()
    url = reverse("admin:registrations_enquiry_change", args=[enquiry.pk])

    rows = {"messages-TOTAL_FORMS": "0", "messages-INITIAL_FORMS": "0"}
    answer = organiser.post(url, {"status": "answered", "message": "Forged", **rows})

    assert answer.status_code == 302
    enquiry.refresh_from_db()
    assert (enquiry.status, enquiry.message) == ("answered", "Will there be captions?")


def test_what_a_visitor_typed_is_shown_escaped(organiser):
    hostile = "<script>alert(1)</script>"
    enquiries.ask(
        {"name": hostile, "email": "a@example.org", "subject": hostile, "message": hostile}, None, "k", NOW
    )
    builders.registration(builders.webinar(title=hostile), name=hostile, organisation=hostile)

    for name in ("registration", "enquiry", "message"):
        page = organiser.get(reverse(f"admin:registrations_{name}_changelist")).content.decode()
        assert hostile not in page


def test_given_up_mails_are_found_and_sent_again(organiser):
    message = builders.message()
    Message.objects.update(failed_at=NOW, last_error="550 No such mailbox")
    url = reverse("admin:registrations_message_changelist")

    assert "No such mailbox" in organiser.get(url + "?state=failed").content.decode()
    page = organiser.post(url, {"action": "send_again", "_selected_action": [message.pk]}, follow=True)

    assert "1 mail waits to be sent." in page.content.decode()
    assert Message.objects.waiting().count() == 1
