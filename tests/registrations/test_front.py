"""The organisers' front page: what needs somebody, what happens by itself, webinars by state, mails."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from events import states
from events.models import Page, Webinar
from registrations.models import Message, Needs
from tests import builders

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
LIST = "admin:events_webinar_changelist"


def front(client):
    return client.get(reverse("admin:index"))


@pytest.fixture
def organiser(client):
    client.force_login(builders.user())
    return client


def one_of_each(now):
    """Return the webinar of tomorrow with all that can need somebody; beside it one in each state."""
    made = {"status": "draft", "starts_at": now + DAY, "ends_at": now + 2 * DAY}
    builders.webinar(**{**made, "title": "Half a thought"})
    for status in ("postponed", "cancelled"):
        builders.webinar(**{**made, "status": status, "status_reason": "Illness"})
    builders.webinar(starts_at=now - 2 * DAY, ends_at=now - DAY)
    builders.webinar(starts_at=now - DAY, ends_at=now + DAY)
    soon = builders.webinar(title="Skills for all", starts_at=now + DAY, ends_at=now + 2 * DAY)
    builders.admission(webinar=soon, asks_approval=True)
    for name in ("Ada Example", "Grace Sample"):
        person = builders.registration(soon, now=now, name=name)
    Needs.objects.create(registration=person, kinds=["captions"])
    builders.enquiry(webinar=soon)
    Message.objects.filter(registration=person).update(failed_at=now, failure="full")
    return soon


def test_what_needs_somebody_leads_to_where_it_is_seen_to(organiser):
    soon = one_of_each(timezone.now())
    live = Webinar.objects.get(status="published", starts_at__lt=timezone.now(), ends_at__gt=timezone.now())

    context = front(organiser).context

    people = reverse("admin:registrations_registration_changelist") + f"?webinar__id__exact={soon.pk}"
    room = "No address of the room yet: nobody could enter"
    assert [(task.words, task.title, task.url) for task in context["tasks"][:2]] == [
        ("1 mail could not be sent", "", reverse("admin:registrations_message_health")),
        ("1 new enquiry", "", reverse("admin:registrations_enquiry_changelist") + "?status__exact=new"),
    ]
    assert {task.words for task in context["tasks"][-3:]} == {
        "About these webinars: 1 place to fill in",
        "Privacy notice: 5 places to fill in",
        "Accessibility statement: 3 places to fill in",
    }
    assert {(task.words, task.title) for task in context["tasks"][2:-3]} == {
        (room, live.title),
        (room, "Skills for all"),
        ("2 registrations to be approved", "Skills for all"),
        ("Access needs of 1 person to be arranged", "Skills for all"),
    }
    assert {f"{people}&status__exact=pending", f"{people}&needs=open"} <= {
        task.url for task in context["tasks"]
    }
    for task in context["tasks"]:
        assert organiser.get(task.url).status_code == 200
    assert [draft.title for draft in context["drafts"]] == ["Half a thought"]


def test_a_webinar_over_lately_is_asked_for_its_text_for_afterwards(organiser):
    now = timezone.now()
    over = {"starts_at": now - 2 * DAY, "ends_at": now - DAY}
    before = {"text_before": "<p>Bring your figures.</p>"}
    asked = builders.webinar(**over, **before, title="Asked")
    builders.webinar(**over)
    builders.webinar(**over, **before, text_after="<p>Thank you.</p>")
    builders.webinar(**over, **before, status="cancelled", status_reason="Illness")
    builders.webinar(**before, starts_at=now - 41 * DAY, ends_at=now - 40 * DAY)
    builders.webinar(**before, starts_at=now - DAY, ends_at=now + DAY)

    tasks = [task for task in front(organiser).context["tasks"] if "still shows" in task.words]

    page = reverse("admin:events_webinar_change", args=[asked.pk])
    assert [(task.title, task.url) for task in tasks] == [("Asked", f"{page}#documents")]


def test_who_is_still_to_be_confirmed_of_a_webinar_over_lately_is_asked_for(organiser):
    now = timezone.now()
    over = builders.webinar(starts_at=now - 2 * DAY, ends_at=now - DAY, title="Over")
    for webinar in (over, builders.webinar(starts_at=now - DAY, ends_at=now + DAY)):
        builders.appearance(webinar, builders.speaker())
        builders.appearance(webinar, builders.speaker(), is_confirmed=False)
        builders.appearance(webinar, organisation="World Bank")

    tasks = [task for task in front(organiser).context["tasks"] if "to be confirmed" in task.words]

    page = reverse("admin:events_webinar_change", args=[over.pk])
    assert [(task.words, task.title, task.url) for task in tasks] == [
        ("2 speakers still to be confirmed", "Over", f"{page}#appearances-heading")
    ]


def test_webinars_are_counted_by_state_and_each_state_leads_to_its_list(organiser):
    one_of_each(timezone.now())
    page = front(organiser)

    assert [(state, number) for state, _words, number in page.context["states"]] == [
        ("draft", 1), ("coming", 1), ("live", 1), ("past", 1), ("postponed", 1), ("cancelled", 1)
    ]  # fmt: skip
    for state in states.WORDS:
        shown = organiser.get(reverse(LIST), {"state": state})
        (webinar,) = shown.context["cl"].result_list
        assert states.of(webinar, timezone.now()) == state
        assert f"?state={state}" in page.text
    assert not organiser.get(reverse(LIST), {"state": "nonsense"}).context["cl"].result_list


def test_a_new_site_says_how_to_begin_and_one_in_order_that_nothing_waits(organiser):
    assert "Publish your first webinar" in front(organiser).text

    builders.webinar()
    Page.objects.update(text="<p>All said.</p>")
    page = front(organiser).text

    assert "Publish your first webinar" not in page
    assert "Nothing: all is done." in page


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        ("organiser", {"states", "room", "approved", "needs", "question", "failed"}),
        ("desk-needs", {"states", "approved", "needs", "question"}),
        ("desk", {"states", "approved", "question"}),
        ("reader", {"states"}),
    ],
)
def test_what_one_may_not_see_is_not_there(client, role, seen):
    one_of_each(timezone.now())
    user = builders.member(role, webinar=Webinar.objects.get(title="Skills for all"))
    client.force_login(user)

    page = front(client).text

    marks = {
        "states": "Under way",
        "room": "nobody could enter",
        "approved": "to be approved",
        "needs": "Access needs of",
        "question": "new enquiry",
        "failed": "failed",
    }
    assert {name for name, words in marks.items() if words in page} == seen


def test_the_list_says_how_many_places_are_taken(organiser):
    full = builders.admission(capacity=2).webinar
    for _ in range(3):
        builders.registration(full)
    full.admission.capacity = 1
    full.admission.save()
    builders.webinar()

    page = organiser.get(reverse(LIST)).text

    assert ">2 registered, 0 of 1 places left, 1 waiting</a>" in page
    assert ">0 registered</a>" in page
