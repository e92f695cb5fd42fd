"""How the mails are doing, and forgetting, in a real browser."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from registrations import retention
from registrations.models import Message
from tests import builders


def some_mails():
    """One of each: waiting, sent, skipped, failed for two reasons, and a reminder to come."""
    now = timezone.now()
    webinar = builders.coming_webinar(title="Skills for all")
    builders.admission(webinar=webinar)
    changes = [
        {"due_at": now - timedelta(minutes=4)},
        {"sent_at": now},
        {"failed_at": now, "is_skipped": True, "last_error": "Not sent: the person wants no such mails."},
        {"failed_at": now, "failure": "full", "last_error": "552 5.2.2 Mailbox full"},
        {"failed_at": now, "failure": "no_mailbox", "last_error": "550 5.1.1 User unknown"},
    ]
    for values in changes:
        message = builders.message(now=now, about=webinar)
        Message.objects.filter(pk=message.pk).update(**values)
    retention.daily(now - timedelta(days=3))
    retention.daily(now)
    return webinar


def test_pages_about_mails_and_forgetting_have_no_fault_that_axe_finds(signed_in, look):
    webinar = some_mails()
    found = []

    for address in (
        reverse("admin:index"),
        reverse("admin:registrations_message_health"),
        reverse("admin:events_webinar_mails", args=[webinar.pk]),
        reverse("admin:registrations_retentionrun_changelist"),
    ):
        signed_in.goto(address)
        found += look(signed_in)

    assert found == []


def test_what_failed_is_sent_again_by_keyboard(signed_in):
    some_mails()

    signed_in.reload()
    signed_in.get_by_role("link", name="1 waiting, 2 failed").press("Enter")
    signed_in.get_by_role("button", name="Send it again").first.press("Enter")

    signed_in.get_by_text("1 mail waits to be sent.").wait_for()
    assert Message.objects.failed().count() == 1
