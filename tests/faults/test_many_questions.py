"""B55 of the catalogue: many questions at once flood no inbox, and none is lost."""

from datetime import timedelta

import pytest
from django.urls import reverse

from registrations import enquiries
from registrations.models import Enquiry, Message
from tests import builders
from tests.builders import NOW
from tests.faults.visitor import html, parsed, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def webinar():
    return builders.webinar(contact_email="desk@example.org")


def ask(webinar, count, now=NOW):
    for number in range(count):
        at = now + timedelta(seconds=number)
        details = {
            "name": "Ada Example",
            "email": f"person-{number}@example.org",
            "subject": f"Number {number}",
            "message": f"Why {number}?",
        }
        enquiries.ask(details, webinar, f"{at.timestamp()} {webinar and webinar.pk}"[:32], at)


def kinds():
    to_contact = Message.objects.filter(kind__in=["new_enquiry", "enquiry_digest"])
    return list(to_contact.order_by("pk").values_list("kind", flat=True))


def test_after_five_in_ten_minutes_the_others_come_in_one_mail(webinar):
    """B55: stored each, marked, and all named in the digest."""
    ask(webinar, 200)

    assert kinds() == ["new_enquiry"] * 5 + ["enquiry_digest"]
    assert Enquiry.objects.count() == 200
    assert Enquiry.objects.filter(is_one_of_many=True).count() == 195
    digest = Message.objects.get(kind="enquiry_digest")
    assert digest.due_at == NOW + timedelta(minutes=10, seconds=5)
    mail = parsed(digest)
    assert mail["To"].addresses[0].addr_spec == "desk@example.org"
    assert mail["Subject"] == "195 new questions"
    told = Enquiry.objects.filter(is_one_of_many=True).order_by("pk")[:50]
    for part in (text(mail), html(mail)):
        assert all(enquiry.reference in part and enquiry.message in part for enquiry in told)
        assert "145 more are on the organisers’ pages." in part
        assert reverse("admin:registrations_enquiry_changelist") in part


def test_a_flood_that_goes_on_is_a_digest_every_ten_minutes(webinar):
    """B55"""
    ask(webinar, 100)
    Message.objects.filter(kind="enquiry_digest").update(sent_at=NOW)

    ask(webinar, 100, NOW + timedelta(minutes=10, seconds=6))

    assert kinds().count("enquiry_digest") == 2
    assert kinds().count("new_enquiry") <= 10


def test_questions_to_another_contact_are_told_one_by_one(webinar):
    """B55"""
    ask(webinar, 20)
    before = kinds()

    ask(builders.webinar(contact_email="other@example.org"), 1)
    ask(None, 1)

    assert kinds() == [*before, "new_enquiry", "new_enquiry"]


def test_webinars_with_one_contact_share_its_limit(webinar):
    """B55: many pages are no way round it."""
    ask(webinar, 5)
    ask(builders.webinar(contact_email="desk@example.org"), 3)

    assert kinds() == ["new_enquiry"] * 5 + ["enquiry_digest"]


def test_a_digest_of_one_question_says_one(webinar):
    """B55"""
    ask(webinar, 6)

    assert parsed(Message.objects.get(kind="enquiry_digest"))["Subject"] == "1 new question"


def test_after_a_quiet_time_questions_come_one_by_one_again(webinar):
    """B55"""
    ask(webinar, 20)
    Message.objects.filter(kind="enquiry_digest").update(sent_at=NOW)

    ask(webinar, 2, NOW + timedelta(hours=1))

    assert kinds()[-2:] == ["new_enquiry", "new_enquiry"]


def test_organisers_find_the_ones_of_a_flood(admin_client, webinar):
    """B55: marked."""
    ask(webinar, 7)

    page = admin_client.get("/admin/registrations/enquiry/?is_one_of_many__exact=1").content.decode()

    assert "Number 6" in page
    assert "Number 1" not in page
