"""All that a registrant does behind the personal link."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from registrations import details, erasure, links, seats
from registrations.models import Answer, Needs, Question, Registration
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def webinar():
    return builders.admission(webinar=builders.coming_webinar(), group="on", question="on").webinar


@pytest.fixture
def colour(webinar):
    return Question.objects.create(
        webinar=webinar, kind="one", text="Which colour?", why="To print it.", choices="Red\nBlue"
    )


@pytest.fixture
def registration(webinar, colour):
    return seats.register(
        webinar,
        builders.details(name="Ada Example", email="ada@example.org", organisation="ILO"),
        "key",
        timezone.now(),
        {colour: "Red"},
        (["captions"], "in French"),
    )


def filled_in(**fields):
    return {"name": "Ada Example", "organisation": "ILO", "is_reminded": "on", **fields}


def status(registration):
    return Registration.objects.get(pk=registration.pk).status


def test_answers_and_needs_are_kept_with_the_words_of_the_question(registration, colour):
    answer = registration.answers.get()

    assert (answer.asked, answer.version, answer.value) == ("Which colour?", 1, "Red")
    assert (registration.needs.kinds, registration.needs.text) == (["captions"], "in French")
    assert registration.messages.filter(kind="access_needs").count() == 1


def test_the_page_shows_what_was_answered(client, registration, colour):
    page = client.get(links.page_path(registration)).content.decode()

    assert f'name="question_{colour.pk}" value="Red" required id' in page or "checked" in page
    assert 'value="in French"' in page
    assert 'value="captions"' in page


def test_every_answer_can_be_changed(client, registration, colour):
    answer = client.post(
        links.page_path(registration),
        filled_in(
            name="Ada Lovelace",
            country="CH",
            group="Academia",
            question="Why?",
            time_zone="America/Lima",
            needs=["sign-language"],
            needs_text="",
            **{f"question_{colour.pk}": "Blue"},
        ),
    )

    assert answer.status_code == 302
    changed = Registration.objects.get()
    assert (changed.name, changed.country.code, changed.group, changed.question, changed.time_zone) == (
        "Ada Lovelace",
        "CH",
        "Academia",
        "Why?",
        "America/Lima",
    )
    assert changed.answers.get().value == "Blue"
    assert changed.needs.kinds == ["sign-language"]
    assert changed.messages.filter(kind="access_needs").count() == 2
    assert list(changed.journal.values_list("deed", flat=True)) == ["registered", "changed"]


def test_reminders_are_switched_off_by_leaving_the_box_empty(client, registration):
    client.post(links.page_path(registration), filled_in(is_reminded=""))

    assert Registration.objects.get().is_reminded is False


def test_saving_without_a_change_records_nothing(registration):
    now = timezone.now()
    details.change(registration, {"name": "Ada Example"}, now, answers={}, needs=(["captions"], "in French"))

    assert registration.journal.count() == 1
    assert registration.messages.filter(kind="access_needs").count() == 1


def test_needs_taken_back_are_gone_and_the_contact_is_told(registration):
    details.change(registration, {}, timezone.now(), needs=([], ""))

    needs = Needs.objects.get()
    assert (needs.kinds, needs.text) == ([], "")
    assert registration.messages.filter(kind="access_needs").count() == 2


# Coming back ----------------------------------------------------------------------------------


def test_a_cancelled_place_is_taken_back_while_places_last(client, registration):
    path = links.page_path(registration)
    client.post(path + "cancel/")
    assert "Take my place back" in client.get(path).content.decode()
    assert client.get(path + "return/").status_code == 200
    assert status(registration) == "cancelled"

    client.post(path + "return/")

    registration.refresh_from_db()
    assert (registration.status, registration.calendar_sequence) == ("registered", 2)
    assert list(registration.messages.order_by("pk").values_list("kind", flat=True)) == [
        "registered",
        "access_needs",
        "cancelled",
        "registered",
    ]


def test_who_comes_back_too_late_joins_the_waitlist():
    webinar = builders.admission(capacity=1).webinar
    first, second = (builders.registration(webinar) for _ in range(2))
    seats.cancel(first, NOW)

    seats.come_back(first, NOW)

    assert (status(first), status(second)) == ("waitlisted", "registered")
    assert webinar.places.taken == 1


def test_who_comes_back_need_not_confirm_the_address_again():
    registration = builders.registration(builders.admission(asks_confirmation=True).webinar)
    seats.cancel(registration, NOW)

    seats.come_back(registration, NOW)

    assert status(registration) == "registered"


def test_after_closing_nobody_comes_back(client, registration):
    seats.cancel(registration, timezone.now())
    admission = registration.webinar.admission
    admission.closes_at = timezone.now()
    admission.save()

    page = client.post(links.page_path(registration) + "return/").content.decode()

    assert "the place cannot be taken back any more" in page
    assert status(registration) == "cancelled"


def test_a_declined_person_cannot_come_back():
    registration = builders.registration(builders.admission(asks_approval=True).webinar)
    seats.decline(registration, NOW, None)

    seats.come_back(registration, NOW)

    assert status(registration) == "declined"


# One's own data -------------------------------------------------------------------------------


def test_ones_own_data_is_a_file_with_all_of_it(client, registration):
    answer = client.get(links.page_path(registration) + "data.json")

    data = json.loads(answer.content)
    assert answer["Content-Disposition"] == 'attachment; filename="my-registration.json"'
    assert (data["name"], data["email"], data["organisation"]) == ("Ada Example", "ada@example.org", "ILO")
    assert data["answers"][0]["answer"] == "Red"
    assert data["access_needs"] == {"kinds": ["captions"], "text": "in French"}
    assert [entry["what"] for entry in data["what_happened"]] == ["registered"]


def test_erasing_cancels_frees_the_place_and_leaves_a_count(client):
    webinar = builders.admission(webinar=builders.coming_webinar(), capacity=1).webinar
    first = builders.registration(webinar, timezone.now(), name="Ada Example", email="ada@example.org")
    second = builders.registration(webinar, timezone.now())
    path = links.page_path(first)
    assert "Erase your data?" in client.get(path + "erase/").content.decode()
    assert status(first) == "registered"

    answer = client.post(path + "erase/")

    assert "Your data is erased" in client.get(answer.url).content.decode()
    assert (status(first), status(second)) == ("cancelled", "registered")
    assert webinar.registrations.count() == 2
    assert client.get(path).status_code == 404


def test_nothing_personal_is_left_after_erasing(registration):
    erasure.erase(registration, timezone.now())

    row = Registration.objects.filter(pk=registration.pk).values().get()
    assert not any("Ada" in str(value) or "ada@" in str(value) or value == "ILO" for value in row.values())
    assert not Answer.objects.exists()
    assert not Needs.objects.exists()
    assert not registration.messages.exists()


def test_who_erased_their_data_may_register_again(webinar, registration):
    erasure.erase(registration, timezone.now())

    again = builders.registration(webinar, timezone.now(), email="ada@example.org")

    assert again.pk != registration.pk
    assert again.status == "registered"


def test_erasing_after_the_end_keeps_who_came_as_a_count():
    webinar = builders.admission().webinar
    registration = builders.registration(webinar)

    erasure.erase(registration, webinar.ends_at + timedelta(days=1))

    assert status(registration) == "registered"
    assert webinar.places.taken == 1
