"""Through the door into a room on another origin, in a real browser, over TLS."""

import shutil
from datetime import timedelta

import pytest
from django.utils import timezone

from events.models import Webinar
from registrations import links
from registrations.models import Admission, Attendance, Registration
from tests import builders
from tests.journeys.room import opened
from tests.journeys.steps import path_in, register, wait_for_two_seconds_to_pass

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

needs_openssl = pytest.mark.skipif(
    not shutil.which("openssl"), reason="no openssl found: the room has no certificate"
)


@pytest.fixture
def room(tmp_path):
    with opened(tmp_path) as room:
        yield room


@pytest.fixture
def webinar():
    return builders.coming_webinar(title="Skills for the next job", slug="skills")


def admitted(webinar, room_url="https://room.example.org/j/42/"):
    """Register somebody for a webinar whose doors open 15 minutes before its start."""
    builders.admission(webinar=webinar, room_url=room_url, doors_open_minutes=15)
    return builders.registration(webinar, now=timezone.now(), name="Ada Example")


def let_it_start_in(webinar, **time):
    starts_at = timezone.now() + timedelta(**time)
    Webinar.objects.filter(pk=webinar.pk).update(starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))


def attended():
    return list(Attendance.objects.values_list("registration__name", "stretch", "count"))


@needs_openssl
@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_from_the_form_through_the_door_into_the_room(room, open_page, webinar, mailbox, script):
    builders.admission(webinar=webinar, room_url=room.url, doors_open_minutes=15)
    page = open_page(hosts={room.host}, ignore_https_errors=True, java_script_enabled=script)
    page.goto("/webinars/skills/register/")
    register(page, "Ada Example", "ada@example.org")
    door = path_in(mailbox("ada@example.org"), "/join/")

    page.goto(door)
    page.get_by_text("The doors open on").wait_for()
    assert page.get_by_role("button", name="Join").count() == 0

    let_it_start_in(webinar, minutes=10)
    page.reload()
    let_it_start_in(webinar, days=3)
    page.get_by_role("button", name="Join").click()
    page.get_by_text("The doors open on").wait_for()
    assert (room.requests, attended()) == ([], [])

    let_it_start_in(webinar, minutes=10)
    page.reload()
    page.get_by_role("button", name="Join").click()
    page.get_by_role("heading", name="You are in the room").wait_for()
    assert page.url == room.url
    assert attended() == [("Ada Example", 1, 1)]
    assert [headers.get("Referer") for headers in room.visits()] == [None]
    assert [headers.get("Origin") for headers in room.visits()] in ([None], ["null"])

    # The recorder does see a Referer where there is one.
    page.get_by_role("link", name="To the stage").click()
    page.wait_for_url("**/stage/")
    assert room.requests[-1][1]["Referer"] == room.url


@needs_openssl
def test_with_the_policy_of_the_other_pages_the_browser_would_stop_before_the_room(room, open_page, webinar):
    registration = admitted(webinar, room.url)
    let_it_start_in(webinar, minutes=10)
    page = open_page(hosts={room.host}, ignore_https_errors=True)

    def with_the_usual_policy(route):
        answer = route.fetch()
        policy = answer.headers["content-security-policy"]
        assert "form-action 'self' https:" in policy
        policy = policy.replace("form-action 'self' https:", "form-action 'self'")
        route.fulfill(response=answer, headers={**answer.headers, "content-security-policy": policy})

    page.route("**/join/**", with_the_usual_policy)
    page.goto(links.join_path(registration))
    page.unroute("**/join/**")
    with page.expect_console_message(lambda message: "form-action" in message.text):
        page.get_by_role("button", name="Join").click()

    assert room.requests == []
    page.complaints.clear()


@pytest.mark.parametrize("was_pressed", [False, True], ids=["as found", "after a refused press"])
def test_a_door_left_open_shows_the_button_by_itself_and_never_presses_it(page, webinar, was_pressed):
    page.clock.install()
    registration = admitted(webinar)
    if was_pressed:
        let_it_start_in(webinar, minutes=10)
        page.goto(links.join_path(registration))
    let_it_start_in(webinar, minutes=20)  # the doors open in five
    if was_pressed:
        page.get_by_role("button", name="Join").click()
    else:
        page.goto(links.join_path(registration))
    pressed = []
    page.on("request", lambda request: request.method == "POST" and pressed.append(request.url))
    page.get_by_text("The doors open on").wait_for()
    assert page.get_by_role("button", name="Join").count() == 0

    let_it_start_in(webinar, minutes=14)
    page.clock.run_for("05:10")

    page.get_by_role("button", name="Join").wait_for()
    page.get_by_text("The doors are open.").wait_for()
    assert (pressed, attended()) == ([], [])


def test_a_door_without_a_room_looks_again_and_never_presses(page, webinar):
    page.clock.install()
    registration = admitted(webinar, room_url="")
    let_it_start_in(webinar, minutes=10)
    page.goto(links.join_path(registration))
    pressed, looked = [], []
    page.on("request", lambda request: request.method == "POST" and pressed.append(request.url))
    page.on("request", lambda request: request.resource_type == "fetch" and looked.append(request.url))
    page.get_by_text("The organisers have not opened the room yet.").wait_for()
    with page.expect_response(lambda response: response.request.resource_type == "fetch"):
        page.clock.run_for(5_000)  # nothing has changed: the page stays as it is
    assert page.get_by_role("button", name="Join").count() == 0

    Admission.objects.update(room_url="https://room.example.org/j/42/")
    for _try in range(20):  # the second look is planned as soon as the first answer is read
        if len(looked) < 2:
            page.clock.run_for(15_000)

    page.get_by_role("button", name="Join").wait_for()
    assert len(looked) >= 2
    assert (pressed, attended()) == ([], [])


def test_a_door_without_a_room_works_by_reload_without_javascript(page_without_javascript, webinar):
    page = page_without_javascript
    registration = admitted(webinar, room_url="")
    let_it_start_in(webinar, minutes=10)
    page.goto(links.join_path(registration))
    page.get_by_text("The organisers have not opened the room yet.").wait_for()

    Admission.objects.update(room_url="https://room.example.org/j/42/")
    page.reload()

    page.get_by_role("button", name="Join").wait_for()
    assert attended() == []


def test_a_door_left_open_works_by_reload_without_javascript(page_without_javascript, webinar):
    page = page_without_javascript
    registration = admitted(webinar)
    page.goto(links.join_path(registration))
    assert page.get_by_role("button", name="Join").count() == 0

    let_it_start_in(webinar, minutes=10)
    page.reload()

    page.get_by_role("button", name="Join").wait_for()
    assert attended() == []


def test_an_unknown_token_leads_to_the_link_by_mail(page, webinar, mailbox):
    admitted(webinar)
    Registration.objects.update(email="ada@example.org")
    page.goto("/join/nobody-signed-this/")
    page.get_by_role("heading", name="This link does not work").wait_for()
    assert page.complaints.pop().endswith("404 (Not Found)")

    page.get_by_role("link", name="Get your link again").click()
    page.get_by_label("Email address").fill("ada@example.org")
    wait_for_two_seconds_to_pass(page)
    page.get_by_role("button", name="Send my link").click()
    page.get_by_role("heading", name="Check your mailbox").wait_for()

    page.goto(path_in(mailbox("ada@example.org"), "/registrations/"))
    page.get_by_text("You are registered: you have a place.").wait_for()


def test_the_forms_on_pages_with_a_token_work(page, webinar):
    """Change, cancel, take back and erase: a policy of `no-referrer` would make each of them fail."""
    registration = admitted(webinar)
    page.goto(links.page_path(registration))

    page.get_by_label("Organisation").fill("ILO")
    page.get_by_role("button", name="Save changes").click()
    page.get_by_text("Your changes are saved.").wait_for()
    page.get_by_role("link", name="Cancel my registration").click()
    page.get_by_role("button", name="Cancel my registration").click()
    page.get_by_text("Your registration is cancelled.").wait_for()
    page.get_by_role("link", name="Take my place back").click()
    page.get_by_role("button", name="Take my place back").click()
    page.get_by_text("You are registered: you have a place.").wait_for()
    page.get_by_role("link", name="Have it erased").click()
    page.get_by_role("button", name="Erase my data").click()
    page.get_by_role("heading", name="Your data is erased").wait_for()

    assert list(Registration.objects.values_list("name", "email", "status")) == [("", "", "cancelled")]
