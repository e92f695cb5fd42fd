from datetime import timedelta

import pytest
from django.utils import timezone

from events.models import Sitting, Webinar
from registrations import attendance, links, seats
from registrations.door import door_for
from registrations.models import Admission, Attendance
from tests import builders
from tests.builders import NOW, START

pytestmark = pytest.mark.django_db

ROOM = "https://room.example.org/j/123?pwd=secret"


@pytest.fixture
def registration():
    return builders.registration(builders.admission(room_url=ROOM, doors_open_minutes=15).webinar)


def fetched(registration):
    return type(registration).objects.select_related("webinar__admission").get(pk=registration.pk)


@pytest.mark.parametrize(
    ("minutes", "state"),
    [(-16, "early"), (-15, "open"), (0, "open"), (89, "open"), (90, "over")],
)
def test_the_doors_open_before_the_start_and_close_at_the_end(registration, minutes, state):
    assert door_for(fetched(registration), START + timedelta(minutes=minutes)).state == state


def test_between_two_sittings_the_doors_are_shut_until_the_next(registration):
    webinar = registration.webinar
    for number, days in ((1, 0), (2, 1)):
        start = START + timedelta(days=days)
        Sitting.objects.create(
            webinar=webinar, number=number, starts_at=start, ends_at=start + timedelta(hours=2)
        )
    Webinar.objects.update(ends_at=START + timedelta(days=1, hours=2))
    person = fetched(registration)

    door = door_for(person, START + timedelta(hours=3))

    assert (door.state, door.opens_at) == ("early", START + timedelta(hours=23, minutes=45))
    attendance.join(person, START)
    attendance.join(person, START + timedelta(days=1))
    attendance.join(person, START + timedelta(days=1, minutes=5))
    assert list(Attendance.objects.values_list("stretch", "count")) == [(1, 1), (2, 2)]


def test_who_has_no_place_is_told_why():
    webinar = builders.admission(capacity=1, room_url=ROOM).webinar
    first, second = (builders.registration(webinar) for _ in range(2))

    assert door_for(fetched(second), START).state == "waitlisted"
    seats.cancel(first, NOW)
    assert door_for(fetched(first), START).state == "left"
    assert door_for(fetched(second), START).state == "open"


@pytest.mark.parametrize("status", ["cancelled", "postponed"])
def test_a_webinar_that_does_not_take_place_has_no_door(registration, status):
    Webinar.objects.update(status=status, status_reason="Illness")

    assert door_for(fetched(registration), START).state == status


def test_without_a_room_nobody_is_sent_anywhere(registration):
    Admission.objects.update(room_url="")

    assert door_for(fetched(registration), START).state == "no_room"
    with pytest.raises(attendance.DoorClosed):
        attendance.join(fetched(registration), START)


def test_each_press_is_counted_once_for_first_last_and_number(registration):
    person = fetched(registration)
    for minutes in (0, 3, 7):
        attendance.join(person, START + timedelta(minutes=minutes))

    seen = Attendance.objects.get()
    assert (seen.first_at, seen.last_at, seen.count) == (START, START + timedelta(minutes=7), 3)


# Through the views ----------------------------------------------------------------------------


@pytest.fixture
def live(client):
    start = timezone.now() - timedelta(minutes=5)
    webinar = builders.webinar(starts_at=start, ends_at=start + timedelta(hours=1))
    builders.admission(webinar=webinar, room_url=ROOM, room_instructions="Dial <b>in</b>")
    return builders.registration(webinar, timezone.now(), name="Ada Example")


def test_join_leads_to_the_room_and_is_counted(client, live):
    answer = client.post(links.join_path(live))

    assert (answer.status_code, answer["Location"]) == (303, ROOM)
    assert answer["Cache-Control"] == "private, no-store"
    assert live.attendances.get().count == 1


def test_looking_at_the_door_leaves_no_trace_and_never_shows_the_room(client, live):
    for method in (client.get, client.head, client.options):
        answer = method(links.join_path(live))
        assert ROOM not in answer.content.decode()

    assert not Attendance.objects.exists()
    assert "form-action 'self' https:" in client.get(links.join_path(live))["Content-Security-Policy"]
    assert "Dial &lt;b&gt;in&lt;/b&gt;" in client.get(links.join_path(live)).content.decode()


def test_the_room_stands_nowhere_else(client, live):
    webinar = live.webinar
    page, calendar = links.page_path(live), links.page_path(live) + "calendar.ics"
    public = webinar.get_absolute_url()
    pages = [page, calendar, public, public + "calendar.ics", "/webinars.ics", "/webinars.atom", "/"]

    for path in pages:
        assert "room.example.org" not in client.get(path).content.decode()


def test_an_early_press_is_refused_kindly(client):
    webinar = builders.coming_webinar()
    builders.admission(webinar=webinar, room_url=ROOM)
    registration = builders.registration(webinar, timezone.now())

    answer = client.post(links.join_path(registration))

    assert (answer.status_code, answer["Location"]) == (303, links.join_path(registration))
    answer = client.get(answer["Location"])
    assert "The doors open on" in answer.content.decode()
    assert "form-action 'self';" in answer["Content-Security-Policy"]
    assert not Attendance.objects.exists()


def test_the_door_says_when_it_opens_in_the_zone_of_the_registrant_too(client):
    start = START.replace(year=2090)
    webinar = builders.webinar(starts_at=start, ends_at=start + timedelta(hours=1))
    builders.admission(webinar=webinar, doors_open_minutes=15)
    registration = builders.registration(webinar, timezone.now(), time_zone="Pacific/Auckland")

    page = client.get(links.join_path(registration)).content.decode()

    assert "The doors open on Monday 25 September 2090 at 09:45, Zurich (CEST, UTC+2)." in page
    assert "For you: Monday 25 September 2090 at 20:45, Auckland (NZDT, UTC+13)." in page


def test_a_personal_link_opens_no_door_and_a_join_link_no_page(client, live):
    page, join = (path.split("/")[2] for path in (links.page_path(live), links.join_path(live)))

    assert client.get(f"/join/{page}/").status_code == 404
    assert client.get(f"/registrations/{join}/").status_code == 404
    assert "Get your link again" in client.get("/join/unknown/").content.decode()


def test_the_door_is_not_pressed_from_another_site(client, live):
    answer = client.post(links.join_path(live), headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 403
    assert not Attendance.objects.exists()
