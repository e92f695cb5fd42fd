"""The webinar's page in each state that product.md names."""

import io
from datetime import timedelta

from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from events.models import Organisation, Sitting, SpeakerLink, Webinar
from tests import builders
from tests.states.state import State

PATH = "/webinars/skills/"
TITLE = "Employment services and the skills that people need for their next job"
ENGLISH = ["en", "fr", "es"]
DAY = timedelta(days=1)
LENGTH = timedelta(minutes=90)
ARABIC = "خدمات التوظيف والمهارات التي يحتاجها الناس"


def picture(width, height, colour="#1f3f9e"):
    result = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(result, "WEBP")
    return ContentFile(result.getvalue(), name="picture.webp")


def described(ahead=10 * DAY, admission=None, **fields):
    """A webinar that starts `ahead` from now, with something in each part of its page; its path."""
    start = timezone.now().replace(second=0, microsecond=0) + ahead
    series = builders.series(title="Work after the crisis", slug="work-after-the-crisis")
    webinar = builders.webinar(
        **{
            "title": TITLE,
            "slug": "skills",
            "kicker": "A joint webinar of two institutions",
            "summary": "How public and private employment services help people into their next job.",
            "audience": "Those who make or carry out employment policy",
            "series": series,
            "number": 2,
            "starts_at": start,
            "ends_at": start + LENGTH,
            "text_before": "<p>What works, and <strong>for whom</strong>?</p><ul><li>Two talks</li></ul>",
            "text_after": "<p>Two hundred people took part.</p><h3>What came of it</h3><p>A report.</p>",
            "takeaways_intro": "What to remember:",
            "spoken_languages": ["en"],
            "interpretation_languages": ["fr", "es"],
            "caption_languages": ["en"],
            "sign_languages": ["ase"],
            "is_recorded": True,
            "picture": picture(1280, 720),
            "picture_alt": "Two people at a desk",
            **fields,
        }
    )
    builders.admission(webinar=webinar, room_url="https://room.example.org/j/1", **(admission or {}))
    for number in (1, 3):
        title = f"Work after the crisis, part {number}"
        builders.webinar(series=series, number=number, title=title, slug=f"part-{number}")
    add_programme(webinar)
    add_papers(webinar)
    return PATH


def add_programme(webinar):
    start = webinar.starts_at

    def session(title, begin, end, **fields):
        times = {"starts_at": start + timedelta(minutes=begin), "ends_at": start + timedelta(minutes=end)}
        return builders.session(webinar, title=title, **times, **fields)

    opening = session("Welcome", 0, 10, kind="opening", order=1)
    talks = session("What employment services can do", 10, 45, text_before="<p>Three talks.</p>", order=2)
    session("", 45, 55, kind="break", order=3)
    session("", 55, 90, text_before="<p>Questions from everyone.</p>", order=4)
    ada = builders.speaker(
        "Ada Example",
        slug="ada-example",
        honorific="Ms.",
        portrait=picture(640, 640),
        biography="<p>She works on skills.</p>",
    )
    SpeakerLink.objects.create(speaker=ada, label="Publications", url="https://example.org/ada")
    where = {"function": "Director", "unit": "Skills Branch", "organisation": "Example Institute"}
    builders.appearance(webinar, ada, role="moderator", order=1, **where)
    builders.appearance(webinar, ada, session=opening, role="opening", order=2, **where)
    builders.appearance(
        webinar, builders.speaker("Grace Sample"), session=talks, talk_title="On skills", is_confirmed=False
    )
    builders.appearance(webinar, session=talks, organisation="World Bank", order=4)


def add_papers(webinar):
    builders.document(webinar, kind="slides", title="Slides of the first talk", url="https://example.org/1")
    builders.document(
        webinar, kind="slides", title="Notes", audience="registrants", url="https://example.org/2"
    )
    builders.document(webinar, kind="report")
    builders.takeaway(webinar, "Services and training belong together.", order=1)
    builders.takeaway(webinar, "People ask for one place to turn to.", order=2)
    for number, role in enumerate(["organiser", "co-organiser", "partner"]):
        organisation = Organisation.objects.create(
            name=["Example Institute", "Institute of Samples", "A Third Party"][number],
            logo=picture(400, 200) if number < 2 else "",
            url="https://example.org/" if number else "",
        )
        builders.organiser(webinar, organisation=organisation, role=role, order=number)


def in_two_sittings(first, second):
    """A webinar of two mornings, the sittings beginning so far from now."""
    path = described(first)
    webinar = Webinar.objects.get(slug="skills")
    for number, (label, ahead) in enumerate((("First morning", first), ("Second morning", second)), 1):
        start = webinar.starts_at + (ahead - first)
        end = start + LENGTH
        Sitting.objects.create(webinar=webinar, number=number, starts_at=start, ends_at=end, label=label)
    Webinar.objects.filter(pk=webinar.pk).update(ends_at=webinar.starts_at + (second - first) + LENGTH)
    return path


def ended():
    return described(-3 * LENGTH)


def archive():
    path = described(-30 * DAY)
    webinar = Webinar.objects.get(slug="skills")
    builders.document(webinar, kind="recording", url="https://example.org/film")
    builders.document(webinar, kind="transcript", url="https://example.org/words")
    return path


def bare():
    builders.webinar(
        title="Skills",
        slug="skills",
        starts_at=timezone.now() + 400 * DAY,
        ends_at=timezone.now() + 401 * DAY,
    )
    return PATH


def in_arabic():
    return described(lang="ar", title=ARABIC, summary=ARABIC, kicker="", text_before=f"<p>{ARABIC}</p>")


def preview():
    described(status="draft")
    return reverse("admin:events_webinar_preview", args=[Webinar.objects.get(slug="skills").pk])


def now(**ahead):
    return timezone.now() + timedelta(**ahead)


STATES = {
    "webinar upcoming": State(described, "Starts in 10 days"),
    "webinar with few places": State(lambda: described(admission={"capacity": 5}), "5 places are left"),
    "webinar full": State(lambda: described(admission={"capacity": 0}), "Join the waitlist"),
    "webinar not yet open": State(
        lambda: described(admission={"opens_at": now(days=1)}), "Registration opens on"
    ),
    "webinar closed": State(
        lambda: described(admission={"closes_at": now(hours=-1)}), "Registration is closed"
    ),
    "webinar soon": State(lambda: described(LENGTH / 3), "Starts in 3"),
    "webinar live": State(lambda: described(-LENGTH / 3), "Live now"),
    "webinar in two sittings": State(lambda: in_two_sittings(2 * DAY, 3 * DAY), "Second morning"),
    "webinar between sittings": State(lambda: in_two_sittings(-DAY, DAY), "To be continued"),
    "webinar ended": State(ended, "The recording will be published here"),
    "webinar in the archive": State(archive, "Watch the recording"),
    "webinar postponed": State(
        lambda: described(status="postponed", status_reason="The speaker is ill."), "Postponed."
    ),
    "webinar moved": State(lambda: described(moved_from=now(days=5)), "The earlier date no longer holds"),
    "webinar cancelled": State(
        lambda: described(status="cancelled", status_reason="The speaker is ill."), "The speaker is ill."
    ),
    "webinar as a draft": State(preview, "Only organisers see this page", is_for_staff=True),
    "webinar in a place": State(
        lambda: described(format="hybrid", place_name="Room 1", place_address="Example Street 1, Geneva"),
        "Example Street 1",
    ),
    "webinar in Arabic": State(in_arabic, ARABIC),
    "webinar with a title only": State(bare, "Skills"),
}
