"""B37 of the catalogue: a mail with the personal link that came into other hands."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from registrations import details, erasure, links, personal_links, seats
from registrations.models import Message, Needs, Question, Registration
from tests import builders
from tests.faults.visitor import html, parsed, register, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def registration():
    webinar = builders.admission(webinar=builders.coming_webinar(), group="on", question="on").webinar
    return builders.registration(webinar, timezone.now(), name="Ada Example", email="ada@example.org")


def told(registration, kind="details_changed"):
    return [parsed(message) for message in registration.messages.filter(kind=kind).order_by("pk")]


def test_whoever_holds_the_mail_can_act_and_is_told_so(client, registration):
    """B37: the page and the mail say it, cancelling asks first, and the address is told of each act."""
    path = links.page_path(registration)
    assert "Whoever has the address of this page can see and change" in client.get(path).content.decode()
    assert "do not forward this email" in text(parsed(registration.messages.get(kind="registered")))
    assert "Cancel your registration?" in client.get(path + "cancel/").content.decode()

    client.post(path + "cancel/")
    client.post(path + "return/")

    told = registration.messages.order_by("pk").values_list("kind", flat=True)
    assert list(told) == ["registered", "cancelled", "registered"]


def test_another_address_cannot_be_put_into_a_forwarded_registration(client, registration):
    """B37: so every mail goes on to the person who registered."""
    client.post(links.page_path(registration), {"name": "Eve Example", "email": "eve@evil.example"})

    registration.refresh_from_db()
    assert (registration.name, registration.email) == ("Eve Example", "ada@example.org")


def test_who_registers_again_learns_no_link_of_the_first(client, registration):
    """B37"""
    answer = register(client, registration.webinar)

    page = client.get(answer.url).content.decode()
    assert "/registrations/" not in page
    assert registration.reference not in page


def test_each_change_is_told_to_the_address_by_its_name_and_never_by_its_value(client, registration):
    """B37"""
    colour = Question.objects.create(
        webinar=registration.webinar, kind="short", text="Colour?", why="To know."
    )
    typed = {
        "name": "Eve Example",
        "organisation": "Secret organisation",
        "question": "Secret question",
        "country": "CH",
        "group": "Academia",
        "needs": [Needs.Kind.SIGN_LANGUAGE],
        "needs_text": "Secret need",
        "time_zone": "Asia/Kathmandu",
        f"question_{colour.pk}": "Secret colour",
    }
    client.post(links.page_path(registration), typed)

    (mail,) = told(registration)
    for part in (text(mail), html(mail)):
        assert links.page_url(registration) in part
        for words in (
            "full name",
            "organisation",
            "country or territory",
            "group",
            "question to the speakers",
            "time zone",
            "reminders",
            "answers to the organisers’ questions",
            "what you need to take part",
        ):
            assert words in part
        assert "job title" not in part
        assert "ecret" not in part.replace("secretariat", "")
        assert "Sign language" not in part
    assert mail["Subject"] == f"Your details were changed: {registration.webinar.title}"
    assert mail["To"].addresses[0].addr_spec == "ada@example.org"


def test_changes_that_have_not_left_are_told_in_one_mail(registration):
    """B37"""
    now = timezone.now()
    details.change(registration, {"name": "Eve"}, now)
    details.change(registration, {"group": "Media", "name": "Eva"}, now + timedelta(seconds=1))
    assert registration.messages.get(kind="details_changed").facts["fields"] == ["name", "group"]

    registration.messages.update(sent_at=now)
    details.change(registration, {"group": "Other"}, now + timedelta(seconds=2))

    latest = registration.messages.filter(kind="details_changed").latest("pk")
    assert (latest.facts["fields"], registration.messages.filter(kind="details_changed").count()) == (
        ["group"],
        2,
    )


def test_what_a_worker_has_in_hand_is_left_as_it_is(registration):
    """B37: it may be half way to the mail server."""
    now = timezone.now()
    details.change(registration, {"name": "Eve"}, now)
    registration.messages.update(lease_until=now + timedelta(minutes=5))

    details.change(registration, {"group": "Media"}, now + timedelta(seconds=1))

    fields = registration.messages.filter(kind="details_changed").order_by("pk")
    assert [message.facts["fields"] for message in fields] == [["name"], ["group"]]


def test_the_holder_of_the_link_is_never_limited(registration):
    """B37 and B28"""
    for number in range(15):
        details.change(registration, {"name": f"Eve {number}"}, timezone.now())
        registration.messages.update(sent_at=timezone.now())

    assert registration.messages.filter(kind="details_changed", failed_at=None).count() == 15


def test_a_change_that_meets_an_erasure_changes_nothing(registration):
    """B37: the row names nobody any more."""
    stale = Registration.objects.get()
    erasure.erase(registration, timezone.now())

    details.change(stale, {"name": "Eve"}, timezone.now())

    assert Registration.objects.get().name == ""
    assert not Message.objects.exists()


def act(client, *registrations):
    data = {"action": "renew_link", "sure": "yes", "_selected_action": [each.pk for each in registrations]}
    answer = client.post(reverse("admin:registrations_registration_changelist"), data, follow=True)
    return answer.content.decode()


def test_an_organiser_makes_a_link_invalid_and_sends_a_new_one(client, admin_client, registration):
    """B37: the old ones answer as revoked ones, the new ones work; in the calendar, too."""
    erased = builders.registration(registration.webinar, timezone.now())
    erasure.erase(erased, timezone.now())
    old = [links.page_path(registration), links.join_path(registration)]
    old += [old[0] + "cancel/", old[0] + "data.json"]

    page = act(admin_client, registration, erased)

    assert "The links of 1 person are invalid; a new one goes out by mail." in page
    assert "1 skipped because of their status: Data erased (1)." in page
    assert [client.get(path).status_code for path in old] == [404, 404, 404, 404]
    assert "replaced by a newer one" in client.get(old[0]).content.decode()
    registration.refresh_from_db()
    assert client.get(links.page_path(registration)).status_code == 200
    (mail,) = told(registration, "personal_link")
    assert "the organisers have made your earlier links invalid" in text(mail)
    for part in (text(mail), html(mail)):
        assert links.page_url(registration) in part
        assert links.join_url(registration) in part
        assert not any(path in part for path in old)
    (ics,) = {part.get_content() for part in mail.walk() if part.get_content_type() == "text/calendar"}
    assert links.join_url(registration) in ics.replace("\r\n ", "").replace("\n ", "")
    entry = registration.journal.last()
    assert (entry.deed, entry.by.is_superuser) == ("relinked", True)


def test_a_new_link_of_who_has_no_place_brings_no_entry(registration):
    """B37"""
    seats.cancel(registration, timezone.now())
    personal_links.renew(registration, timezone.now(), by=None)

    (mail,) = told(registration, "personal_link")
    assert "Your registration is cancelled." in text(mail)
    assert "calendar" not in {part.get_content_subtype() for part in mail.walk()}


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("pending", "A place is held for you."),
        ("unconfirmed", "A place is held for you."),
        ("declined", "The organisers could not give you a place."),
        ("waitlisted", "You are on the waitlist."),
    ],
)
def test_a_mail_with_the_link_says_how_one_stands(registration, status, said):
    """B37"""
    message = Message(kind="personal_link", key="x", registration=registration, created_at=timezone.now())
    message.facts = {"sequence": 0, "status": status}

    mail = parsed(message)

    assert said in text(mail)
    assert said in html(mail)
