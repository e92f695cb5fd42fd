import re
from datetime import timedelta

import pytest
from django.urls import reverse

from registrations import mails, seats
from registrations.models import Registration
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def organiser(client):
    client.force_login(builders.user())
    return client


LIST = "admin:registrations_registration_changelist"


def act(client, action, *registrations, sure=True):
    data = {"action": action, "_selected_action": [registration.pk for registration in registrations]}
    if sure:
        data["sure"] = "yes"
    return client.post(reverse(LIST), data, follow=True).content.decode()


def test_the_list_is_searched_and_filtered(organiser):
    webinar = builders.admission(capacity=1).webinar
    first = builders.registration(webinar, name="Ada Example", organisation="ILO")
    second = builders.registration(webinar, name="Grace Sample")

    for query, found, missing in (
        ("?q=ilo", first, second),
        (f"?q={second.email}", second, first),
        (f"?q={first.reference}", first, second),
        ("?status__exact=waitlisted", second, first),
        (f"?webinar__id__exact={webinar.pk}&status__exact=registered", first, second),
    ):
        page = organiser.get(reverse(LIST) + query).content.decode()
        assert found.name in page
        assert missing.email not in page


def test_cancelling_in_bulk_says_how_many_were_skipped_and_why(organiser):
    webinar = builders.admission(webinar=builders.coming_webinar(), capacity=2).webinar
    first, second, third = (builders.registration(webinar) for _ in range(3))
    act(organiser, "cancel", first)

    page = act(organiser, "cancel", first, second)

    assert (
        "1 registration cancelled and told by mail. 1 skipped because of their status: Cancelled (1)." in page
    )
    third.refresh_from_db()
    assert third.status == "registered"
    assert second.journal.last().by.email == "organiser@example.org"


def test_the_link_is_sent_again_in_bulk(organiser):
    registration = builders.registration(builders.webinar())

    page = act(organiser, "send_link", registration)

    assert "The link goes to 1 person by mail." in page
    assert registration.messages.filter(kind="personal_link").count() == 1


def test_a_registration_shows_what_happened_and_is_not_edited(organiser):
    registration = builders.registration(builders.webinar())
    url = reverse("admin:registrations_registration_change", args=[registration.pk])

    page = organiser.get(url).content.decode()
    organiser.post(url, {"name": "Forged", "status": "cancelled"})

    assert "got a place" in page
    assert "You are registered" in page
    registration.refresh_from_db()
    assert (registration.status, registration.name) == ("registered", "Ada Example")


def by_hand(client, webinar, **fields):
    data = {"webinar": webinar.pk, "name": "Grace Sample", "email": "Grace@Example.org", "country": ""}
    return client.post(reverse("admin:registrations_registration_add"), {**data, **fields})


def test_an_organiser_registers_somebody_by_hand_without_confirmation_and_after_closing(organiser):
    webinar = builders.coming_webinar()
    builders.admission(webinar=webinar, asks_confirmation=True, asks_approval=True, closes_at=NOW)

    answer = by_hand(organiser, webinar)

    assert "Grace Sample is registered and gets a mail now." in organiser.get(answer.url).text
    registration = webinar.registrations.get()
    assert (registration.status, registration.email) == ("registered", "Grace@example.org")
    assert registration.journal.get().by.email == "organiser@example.org"
    message = registration.messages.get()
    assert message.kind == "registered"
    assert "because the organisers registered you for" in mails.build(message, NOW).body


def test_by_hand_webinars_to_come_are_offered_the_nearest_first(organiser):
    later, _sooner = (builders.coming_webinar(title=title) for title in ("Later", "Sooner"))
    later.starts_at, later.ends_at = later.starts_at + DAY, later.ends_at + DAY
    later.save()
    builders.webinar(title="Ended")

    page = organiser.get(reverse("admin:registrations_registration_add")).text

    assert re.findall(r'<option value="\d+">(\w+)', page)[:2] == ["Sooner", "Later"]
    assert "Ended" not in page
    assert "sends a mail at once" in page


def test_by_hand_too_nobody_gets_a_place_that_is_not_there(organiser):
    webinar = builders.admission(webinar=builders.coming_webinar(), capacity=0).webinar

    by_hand(organiser, webinar)

    assert webinar.registrations.get().status == "waitlisted"


def test_by_hand_one_address_is_registered_once_and_revived_after_cancelling(organiser):
    webinar = builders.coming_webinar()
    by_hand(organiser, webinar)

    assert "This address is registered already." in by_hand(organiser, webinar).content.decode()
    seats.cancel(webinar.registrations.get(), NOW)
    by_hand(organiser, webinar, name="Grace Again")
    registration = webinar.registrations.get()
    assert (registration.status, registration.name, registration.calendar_sequence) == (
        "registered",
        "Grace Again",
        2,
    )


def test_a_wrong_entry_by_hand_says_what_is_wrong(organiser):
    answer = by_hand(organiser, builders.coming_webinar(), name="\u202e", email="nonsense")

    page = answer.content.decode()
    assert "Enter the full name" in page
    assert "Enter an email address in the correct format" in page
    assert not Registration.objects.exists()


def test_registrations_are_not_deleted_here(organiser):
    registration = builders.registration(builders.webinar())

    url = reverse("admin:registrations_registration_delete", args=[registration.pk])
    assert organiser.post(url, {"post": "yes"}).status_code == 403
