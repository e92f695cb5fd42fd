"""Nothing changes on GET, HEAD or OPTIONS: mail scanners, robots and eager browsers open everything.

The walk takes each address of the visitors, with every link of registrations in every state, and compares
all tables before and after; what is left out, and why, stands in tests/tables.py.
"""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import get_resolver, reverse
from django.urls.resolvers import LocalePrefixPattern
from django.utils import timezone

from events import record
from events.models import OldSlug, Record, Series, Sitting
from registrations import attendance, enquiries, erasure, links, seats, visitor_form
from registrations.models import (
    Announcement,
    Bucket,
    Heartbeat,
    LinkRequest,
    Message,
    Needs,
    Question,
    Registration,
    Reminder,
    RetentionRun,
)
from tests import builders, tables

pytestmark = pytest.mark.django_db

ROOM = "https://room.example.org/j/1"
SIGNERS = {"page": links.PAGE, "join": links.JOIN, "confirm": links.CONFIRM}
OURS = ("events", "registrations")
ADDRESSES = (*OURS, "files", "personal")


def person(name, admission, **fields):
    return builders.registration(admission.webinar, timezone.now(), email=f"{name}@example.org", **fields)


@pytest.fixture
def registrations():
    """Registrations in each state, by name, at webinars whose doors are open, shut and long closed."""
    live = timezone.now() - timedelta(minutes=5)
    now_on = {"starts_at": live, "ends_at": live + timedelta(hours=2)}
    plain = builders.admission(webinar=builders.webinar(slug="live", **now_on), room_url=ROOM)
    full = builders.admission(webinar=builders.coming_webinar(slug="full"), capacity=1, question="on")
    approves = builders.admission(webinar=builders.coming_webinar(), asks_approval=True)
    confirms = builders.admission(webinar=builders.coming_webinar(), asks_confirmation=True)
    found = {
        "registered": person("registered", plain),
        "coming": person("coming", full),
        "waitlisted": person("waitlisted", full),
        "pending": person("pending", approves),
        "declined": person("declined", approves),
        "unconfirmed": person("unconfirmed", confirms),
        "held too long": person("late", confirms),
        "cancelled": person("cancelled", plain),
        "erased": person("erased", plain),
    }
    now = timezone.now()
    seats.decline(found["declined"], now, None)
    seats.cancel(found["cancelled"], now)
    erasure.erase(found["erased"], now)
    late = Registration.objects.filter(pk=found["held too long"].pk)
    late.update(held_until=now - timedelta(minutes=1))
    attendance.join(Registration.objects.get(pk=found["registered"].pk), now)
    Needs.objects.create(registration=found["registered"], kinds=["captions"])
    question = Question.objects.create(webinar=plain.webinar, kind="short", text="Why?", why="To know.")
    found["registered"].answers.create(question=question, asked="Why?", version=1, value="x", answered_at=now)
    assert {each.status for each in Registration.objects.all()} == set(Registration.Status.values)
    return {name: Registration.objects.get(pk=each.pk) for name, each in found.items()}


@pytest.fixture
def site(registrations):
    """One row at least in every table of both apps, and webinars in each status."""
    live = registrations["registered"].webinar
    live.series = builders.series(slug="row")
    live.save()
    session = builders.session(live)
    builders.member("reader", webinar=live)
    speaker = builders.speaker()
    speaker.links.create(label="Home", url="https://a.example/")
    builders.appearance(live, speaker, session=session)
    builders.organiser(live)
    builders.takeaway(live)
    document = builders.document(live, title="Slides", file=ContentFile(b"%PDF-1.4 x", "slides.pdf"))
    builders.document(live, title="Later", publish_at=timezone.now() + timedelta(minutes=1))
    OldSlug.objects.create(webinar=live, slug="old")
    Sitting.objects.create(
        webinar=registrations["waitlisted"].webinar,
        number=1,
        starts_at=registrations["waitlisted"].webinar.starts_at,
        ends_at=registrations["waitlisted"].webinar.ends_at,
    )
    for status in ("draft", "postponed", "cancelled"):
        builders.coming_webinar(slug=status, status=status, status_reason="Ill.")
    builders.webinar(
        slug="over", starts_at=builders.START.replace(year=2020), ends_at=builders.START.replace(year=2021)
    )
    now = timezone.now()
    details = {"name": "Ada", "email": "ada@example.org", "subject": "?", "message": "!"}
    asked = enquiries.ask(details, live, visitor_form.new_key(), now)
    enquiries.reply(asked, "Yes.", visitor_form.new_key(), now, None)
    enquiries.keep_as_spam(details, None, visitor_form.new_key(), now)
    first, second, *_ = Message.objects.order_by("pk")
    Message.objects.filter(pk=first.pk).update(sent_at=now)
    Message.objects.filter(pk=second.pk).update(failed_at=now)
    Bucket.objects.take("one", burst=2, rate=1, now=now)
    LinkRequest.objects.create(email="ada@example.org", webinar=live, asked_at=now)
    Heartbeat.objects.touch("worker", now - timedelta(hours=2))
    Reminder.objects.create(webinar=live, stretch=1, starts_at=live.starts_at, slot=60, queued_at=now)
    Announcement.objects.create(webinar=live, subject="News", text="Some.")
    RetentionRun.objects.create(day=now, started_at=now)
    record.note(Record.Kind.FORGETTING, None, now)
    return document


def patterns():
    """Return (app, pattern) of each address of the two apps."""
    top = get_resolver().url_patterns
    prefixed = next(each for each in top if isinstance(each.pattern, LocalePrefixPattern))
    included = [
        each for each in (*top, *prefixed.url_patterns) if getattr(each, "app_name", None) in ADDRESSES
    ]
    return [(each.app_name, pattern) for each in included for pattern in each.url_patterns]


def arguments(name, wanted, registrations, document):
    """Return the arguments with which an address is walked: each webinar, each token, each kind of name."""
    if name == "unsubscribe":
        addresses = [links.unsubscribe_url(each) for each in registrations.values()]
        return [{"token": address.rstrip("/").rpartition("/")[2]} for address in addresses]
    if wanted == {"token"}:
        signer = SIGNERS.get(name, links.PAGE)
        tokens = [links.token(signer, each) for each in registrations.values()]
        others = [links.token(each, registrations["registered"]) for each in SIGNERS.values()]
        return [{"token": token} for token in [*tokens, *others, "wrong", "WzEsMV0:wrong"]]
    if wanted == {"slug"} and name == "page":
        return [{"slug": slug} for slug in ("about", "privacy", "accessibility")]
    if wanted == {"slug"}:
        slugs = ["live", "full", "draft", "postponed", "cancelled", "over", "old", "row", "no-such"]
        return [{"slug": slug} for slug in slugs]
    if name == "document" and "token" not in wanted:
        return [{"pk": document.pk, "name": "x"}, {"pk": 0, "name": "x"}]
    if name == "picture":
        return [{"name": "0123456789abcdef0123456789abcdef-160.webp"}]
    if wanted == {"token", "pk", "name"}:
        tokens = [links.token(links.PAGE, each) for each in registrations.values()]
        return [{"token": token, "pk": document.pk, "name": "x"} for token in [*tokens, "wrong"]]
    assert not wanted, f"{name}: tell the walk what {wanted} may be"
    return [{}]


def walk(registrations, document):
    for app, each in patterns():
        wanted = set(each.pattern.converters) | set(each.pattern.regex.groupindex)
        for given in arguments(each.name, wanted, registrations, document):
            yield reverse(f"{app}:{each.name}", kwargs=given)


def close_files(answer):
    """Not by close(), which ends the database connection of the test as well."""
    for close in answer._resource_closers:
        close()


def test_every_table_of_ours_has_a_row(site):
    empty = [name for name, (rows, _) in tables.checksums().items() if not rows and name.startswith(OURS)]

    assert sorted(empty) == ["events_user_groups", "events_user_user_permissions"]
    assert Series.objects.exists()


def test_nothing_changes_by_looking(client, site, registrations):
    """B33: every address of registrations and events, every link in every state."""
    before = tables.checksums()
    seen = {}
    for path in walk(registrations, site):
        for method in ("get", "head", "options"):
            answer = getattr(client, method)(path, {"changed": "1", "confirm": "1", "action": "cancel"})
            close_files(answer)
            seen.setdefault(answer.status_code, []).append(path)
            assert answer.status_code < 500
        assert tables.checksums() == before, path

    assert set(seen) <= {200, 301, 404, 405}
    assert len(seen[200]) > 150


def test_the_walk_would_notice_a_change(client, site, registrations):
    """A negative control: the same addresses, posted to, do change something."""
    changed = []
    for name in ("registered", "waitlisted"):
        before = tables.checksums()
        client.post(links.page_path(registrations[name]) + "cancel/")
        changed.append(tables.checksums() != before)

    assert changed == [True, True]
