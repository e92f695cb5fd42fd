"""One of everything that organisers see, and the address of each of their pages, read off the site's own."""

import re
from datetime import timedelta

from django.apps import apps
from django.urls import URLResolver, get_resolver
from django.utils import timezone

from events.models import OldSlug, SpeakerLink, Webinar
from registrations import enquiries, seats
from registrations.models import Announcement, Needs, Question, RetentionRun
from tests import builders

AT_WEBINAR = {"registrations_registration_over_time"}  # whose number is not that of the list it is below
VALUES = {"kind": "registered", "name": "move", "deed": "cancel"}  # other parts of addresses
VALUES_OF = {"events_webinar_qr": {"kind": "svg"}}
# Not pages: they answer with data, only lead on, or need the state in the middle of signing in.
NO_PAGES = {None, "logout"}
PATTERN = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")


def fill(by=None):
    """Make one of everything; return the webinar, at which somebody registered and asked."""
    now = timezone.now()
    webinar = builders.coming_webinar(title="Skills for all", series=builders.series(), number=1)
    builders.admission(webinar=webinar, capacity=1, asks_approval=True, room_url="https://room.example.org/1")
    session = builders.session(webinar, title="Opening")
    speaker = builders.speaker()
    SpeakerLink.objects.create(speaker=speaker, label="Home", url="https://example.org/ada")
    builders.appearance(webinar, speaker, session=session)
    builders.document(webinar, title="Slides", url="https://example.org/slides")
    builders.takeaway(webinar)
    builders.organiser(webinar)
    webinar.sittings.create(number=1, starts_at=webinar.starts_at, ends_at=webinar.ends_at, label="Day 1")
    OldSlug.objects.create(webinar=webinar, slug="earlier")
    question = Question.objects.create(webinar=webinar, text="Diet?", why="For lunch.")
    first, second = (builders.registration(webinar, now=now - timedelta(days=day)) for day in (2, 1))
    first.answers.create(question=question, asked="Diet?", version=1, value="None", answered_at=now)
    Needs.objects.create(registration=first, kinds=["captions"], text="In French")
    seats.cancel(second, now)
    asked = enquiries.ask(builders.details(message="Will there be captions?"), webinar, "key", now)
    enquiries.reply(asked, "Yes.", "reply", now, by)
    first.messages.update(failed_at=now, failure="full", last_error="452 Full")
    Announcement.objects.create(webinar=webinar, subject="News", text="Some news.")
    RetentionRun.objects.create(day=now.date(), started_at=now, finished_at=now)
    return webinar


def patterns(resolver=None, before=""):
    for each in (resolver or get_resolver()).url_patterns:
        text = before + str(each.pattern).removeprefix("^")
        if isinstance(each, URLResolver):
            yield from patterns(each, text)
        else:
            yield text, each.name


def addresses(*below):
    """Return {name: address} of all pages below these beginnings, about what `fill` made."""
    return {
        name: address(name, text)
        for text, name in patterns()
        if text.startswith(below) and name not in NO_PAGES
    }


def address(name, text):
    return "/" + PATTERN.sub(lambda part: filled(name, text, part[1] or part[2]), text.rstrip("$"))


def filled(name, text, part):
    if part in {"pk", "object_id"} and text.startswith("admin/"):
        app, model = text.split("/")[1:3]
        model = Webinar if name in AT_WEBINAR else apps.get_model(app, model)
        return str(model.objects.values_list("pk", flat=True).order_by("pk").first() or 0)
    if part == "app_label":
        return "events"
    return {**VALUES, **VALUES_OF.get(name, {})}.get(part, "0")
