"""One valid row each; a test names only what it is about."""

import itertools
from datetime import UTC, datetime, timedelta

from django.utils import timezone

from events.models import (
    Appearance,
    Document,
    Member,
    Organisation,
    Organiser,
    Series,
    Session,
    Speaker,
    Takeaway,
    User,
    Webinar,
)
from registrations import outbox, seats, visitor_form
from registrations.models import Admission, Announcement, Enquiry, Message

NOW = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
START = datetime(2026, 9, 25, 8, 0, tzinfo=UTC)  # 10:00 in Zurich

FACTS = {  # what a mail of any kind may need to be built
    "sequence": 0,
    "status": "registered",
    "had_place": True,
    "starts_at": START.isoformat(),
    "was": [[1, START.isoformat(), START.isoformat(), ""]],
    "was_zone": "Asia/Tokyo",
    "dropped": [],
}

number = itertools.count(1)


def webinar(**fields):
    n = next(number)
    return Webinar.objects.create(
        **{
            "title": f"Webinar {n}",
            "slug": f"webinar-{n}",
            "status": Webinar.Status.PUBLISHED,
            "published_at": NOW,
            "time_zone": "Europe/Zurich",
            "starts_at": START,
            "ends_at": START + timedelta(minutes=90),
            **fields,
        }
    )


def coming_webinar(**fields):
    """A webinar ten days ahead of the real clock, for tests that go through views."""
    start = timezone.now() + timedelta(days=10)
    return webinar(**{"starts_at": start, "ends_at": start + timedelta(minutes=90), **fields})


def two_sittings(*starts, **fields):
    """A webinar of an hour on one day and an hour on the next, unless other starts are given."""
    starts = starts or (START, START + timedelta(days=1))
    hour = timedelta(hours=1)
    made = webinar(starts_at=starts[0], ends_at=starts[-1] + hour, **fields)
    for each, start in enumerate(starts, start=1):
        made.sittings.create(number=each, starts_at=start, ends_at=start + hour)
    return made


def series(**fields):
    n = next(number)
    return Series.objects.create(**{"title": f"Series {n}", "slug": f"series-{n}", **fields})


def session(webinar, **fields):
    return Session.objects.create(webinar=webinar, **fields)


def speaker(name="Ada Example", **fields):
    return Speaker.objects.create(**{"name": name, "slug": f"speaker-{next(number)}", **fields})


def appearance(webinar, speaker=None, **fields):
    return Appearance.objects.create(webinar=webinar, speaker=speaker, **fields)


def organisation(**fields):
    return Organisation.objects.create(**{"name": f"Organisation {next(number)}", **fields})


def organiser(webinar=None, **fields):
    fields.setdefault("organisation", organisation())
    return Organiser.objects.create(webinar=webinar, **fields)


def document(webinar, **fields):
    return Document.objects.create(**{"webinar": webinar, "kind": Document.Kind.SLIDES, **fields})


def takeaway(webinar, sentence="One thing to remember.", **fields):
    return Takeaway.objects.create(webinar=webinar, sentence=sentence, **fields)


def user(email="organiser@example.org", password="a long enough password", **fields):
    return User.objects.create_superuser(email, password, **fields)


def member(role, *, email=None, **of):
    """Somebody with a role in the team of `webinar=` or `series=`, who may enter the organisers' pages."""
    user = User.objects.create_user(email or f"{role}-{next(number)}@example.org", is_staff=True)
    Member.objects.create(user=user, role=role, **of)
    return user


def admission(**fields):
    if "webinar" not in fields:
        fields["webinar"] = webinar()
    return Admission.objects.create(**fields)


def details(name="Ada Example", email=None, **fields):
    """What the form hands to the verb."""
    return {"name": name, "email": email or f"person-{next(number)}@example.org", **fields}


def registration(webinar, now=NOW, **fields):
    """Register somebody as the form does: with a place, or on the waitlist."""
    return seats.register(webinar, details(**fields), visitor_form.new_key(), now)


def full_webinar():
    """Make one with two people seated, one of them promoted, and two waiting; one has cancelled."""
    webinar = admission(capacity=2).webinar
    people = [registration(webinar) for _ in range(5)]
    seats.cancel(people[0], NOW)
    return webinar


def enquiry(**fields):
    return Enquiry.objects.create(
        **{
            "name": "Ada Example",
            "email": "ada@example.org",
            "subject": "Captions",
            "message": "Will there be captions?",
            "form_key": visitor_form.new_key(),
            "created_at": NOW,
            **fields,
        }
    )


def message(kind=Message.Kind.REGISTERED, now=NOW, about=None):
    """Queue one mail of the outbox and return its row; `about` is a webinar."""
    about = registration(about or webinar())
    about.messages.all().delete()
    outbox.queue(kind, about, now)
    return about.messages.get()


def unsaved_message(kind, about=None):
    """Return a message of any kind, with whatever its mail needs; only what it is about is stored."""
    if "enquiry" in kind:
        fields = {"enquiry": about or enquiry()}
    else:
        fields = {"registration": about or registration(webinar())}
    if kind in Message.WRITTEN_KINDS:
        of = fields["registration"].webinar
        fields["announcement"] = Announcement(webinar=of, subject="News", text="Some news.")
    return Message(kind=kind, key=kind, facts=FACTS, created_at=NOW, due_at=NOW, **fields)
