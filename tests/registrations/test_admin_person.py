"""The page of one registration: what happened in one order, and access needs."""

from datetime import timedelta

import pytest
from django.urls import reverse

from registrations import attendance, details, erasure, mails, personal_links, seats
from registrations.admin import deeds
from registrations.models import Message, Needs, Registration
from registrations.timeline import timeline
from tests import builders
from tests.builders import NOW, START

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


def url_of(registration):
    return reverse("admin:registrations_registration_change", args=[registration.pk])


def test_journal_mails_and_presses_of_join_stand_in_one_order():
    registration = builders.registration(builders.admission(room_url="https://example.org/").webinar)
    by = builders.user()
    Message.objects.filter(kind="registered").update(sent_at=NOW + MINUTE)
    details.change(registration, {"organisation": "ILO"}, NOW + 2 * MINUTE, by=by)
    Message.objects.filter(kind="details_changed").update(
        failed_at=NOW + 3 * MINUTE, last_error="550 No such mailbox"
    )
    for minutes in (0, 5):
        attendance.join(registration, START + minutes * MINUTE)
    seats.cancel(registration, START + 6 * MINUTE)

    moments = [(moment.at, moment.what, moment.by, moment.note) for moment in timeline(registration, True)]

    assert moments == [
        (NOW, "got a place", None, ""),
        (NOW + MINUTE, "Mail: You are registered", None, "sent"),
        (NOW + 2 * MINUTE, "changed their details", by, ""),
        (NOW + 3 * MINUTE, "Mail: Your details were changed", None, "550 No such mailbox"),
        (START, "joined sitting 1", None, ""),
        (START + 5 * MINUTE, "joined sitting 1 once more", None, "2 times in all"),
        (START + 6 * MINUTE, "cancelled", None, ""),
        (START + 6 * MINUTE, "Mail: Your registration is cancelled", None, "waits to be sent"),
    ]


def test_the_page_of_a_person_takes_few_queries(client, django_assert_max_num_queries):
    client.force_login(builders.user())
    registration = builders.registration(builders.webinar())

    with django_assert_max_num_queries(14):
        page = client.get(url_of(registration)).content.decode()

    assert "got a place" in page
    assert f'{reverse("admin:events_webinar_change", args=[registration.webinar_id])}">' in page
    assert "Mail: You are registered" in page


def arrange(client, needs, **fields):
    rows = {
        "needs-TOTAL_FORMS": "1",
        "needs-INITIAL_FORMS": "1",
        "needs-0-id": needs.pk,
        "needs-0-registration": needs.registration_id,
        "needs-0-is_arranged": "on",
    }
    return client.post(url_of(needs.registration), {**rows, **fields})


def test_access_needs_are_marked_as_arranged_and_not_edited(client):
    client.force_login(builders.user())
    needs = Needs.objects.create(
        registration=builders.registration(builders.webinar()), kinds=["captions"], text="In French"
    )

    answer = arrange(client, needs, **{"needs-0-text": "Forged"})

    assert answer.url == url_of(needs.registration)
    needs.refresh_from_db()
    assert (needs.is_arranged, needs.text) == (True, "In French")


def test_who_arranged_access_is_told_to_those_who_may_see_it_until_it_changes(client):
    client.force_login(by := builders.user())
    registration = builders.registration(builders.webinar())
    needs = Needs.objects.create(registration=registration, kinds=["captions"])

    def told(shows_needs=True):
        fresh = Registration.objects.get()
        return [each.by for each in timeline(fresh, shows_needs) if "arranged" in each.what]

    arrange(client, needs)
    assert "access needs arranged" in client.get(url_of(registration)).text
    assert (told(), told(shows_needs=False)) == ([by], [])

    details.change(registration, {}, NOW, needs=(["sign-language"], ""))
    assert told() == []


def test_access_needs_are_for_those_with_the_right(client):
    needs = Needs.objects.create(
        registration=builders.registration(builders.webinar()), kinds=["captions"], text="In French"
    )
    client.force_login(builders.member("desk", webinar=needs.registration.webinar))

    assert "In French" not in client.get(url_of(needs.registration)).content.decode()
    arrange(client, needs)
    needs.refresh_from_db()
    assert not needs.is_arranged


def do(client, registration, deed):
    """Look at what is asked, then say yes; return both pages."""
    address = reverse("admin:registrations_registration_do", args=[registration.pk, deed])
    return client.get(address, follow=True).text, client.post(address, follow=True).text


@pytest.mark.parametrize(
    ("deed", "asked", "told", "mail"),
    [
        ("approve", "gets the place and is told", "Bob Example is approved", "registered"),
        ("decline", "there is no place", "Bob Example is declined", "declined"),
        ("cancel", "is cancelled and told by mail", "Bob Example is cancelled", "cancelled"),
        ("send-link", "A mail with the personal link", "The personal link goes to Bob", "personal_link"),
        ("renew-link", "works any more", "links of Bob Example are invalid", "personal_link"),
    ],
)
def test_what_is_done_to_a_person_names_them_and_the_mail_first(organiser_client, deed, asked, told, mail):
    webinar = builders.admission(webinar=builders.coming_webinar(), asks_approval=True).webinar
    person = builders.registration(webinar, name="Bob Example", email="bob@example.org")
    address = reverse("admin:registrations_registration_do", args=[person.pk, deed])
    assert f'href="{address}"' in organiser_client.get(url_of(person)).text

    before, after = do(organiser_client, person, deed)

    assert asked in before
    assert "bob@example.org" in before
    assert told in after
    assert person.messages.order_by("pk").last().kind == mail


def test_after_a_cancellation_one_is_told_who_moved_up_for_it(organiser_client):
    webinar = builders.admission(webinar=builders.coming_webinar(), capacity=1).webinar
    person, _second = (builders.registration(webinar) for _ in range(2))

    _before, after = do(organiser_client, person, "cancel")

    assert "told by mail. 1 person moved up from the waitlist and is told by mail." in after


def test_what_is_not_possible_is_not_offered_and_not_done(organiser_client):
    person = builders.registration(builders.coming_webinar())
    assert "/approve/do/" not in organiser_client.get(url_of(person)).text

    assert "Nothing was done. Status: Registered." in do(organiser_client, person, "approve")[1]
    assert organiser_client.get(url_of(person).replace("change", "wave/do")).status_code == 404
    assert person.messages.count() == 1


def test_an_organiser_corrects_details_and_the_person_is_told(organiser_client):
    person = builders.registration(builders.coming_webinar(), name="Bob Exmaple", organisation="ILO")
    address = reverse("admin:registrations_registration_correct", args=[person.pk])
    typed = {"name": "Bob Example", "organisation": "ILO", "email": "forged@example.org"}

    page = organiser_client.post(address, typed, follow=True).text
    again = organiser_client.post(address, typed, follow=True).text

    assert "Bob Example is told by mail what was changed" in page
    assert "Nothing was different" in again
    person.refresh_from_db()
    assert (person.name, person.email == "forged@example.org") == ("Bob Example", False)
    assert person.journal.last().by.email == "organiser@example.org"
    mail = mails.build(person.messages.get(kind="details_changed"), NOW).body
    assert "the organisers corrected this in your registration:\n\n- full name\n" in mail
    assert "make your link invalid" not in mail


def test_changes_lead_to_what_happened(organiser_client):
    person = builders.registration(builders.coming_webinar())

    answer = organiser_client.get(url_of(person).replace("change", "history"))

    assert answer.url == url_of(person) + "#moments"
    assert "Changes</a>" not in organiser_client.get(url_of(person)).text


def test_nothing_but_a_note_is_left_to_do_with_somebody_erased_after_the_webinar(organiser_client):
    registration = builders.registration(builders.webinar())
    after = registration.webinar.ends_at + timedelta(days=200)
    erasure.erase(registration, after)
    registration.refresh_from_db()
    mails = registration.messages.count()

    assert registration.is_live
    assert deeds.possible(registration) == []
    assert not personal_links.send_again(registration, after)
    assert not seats.cancel(registration, after)
    assert registration.messages.count() == mails
