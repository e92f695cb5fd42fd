"""What visitors fill in: registering, asking a question, getting the link again."""

from datetime import timedelta

from django.utils import timezone

from registrations.models import Admission, Question
from tests import builders
from tests.states.state import State

FORM = "/webinars/skills/register/"
ASKED = dict.fromkeys(["organisation", "job_title", "country", "group", "needs", "question"], "required")
QUESTIONS = {
    Question.Kind.SHORT: "What brings you here?",
    Question.Kind.LONG: "What have you tried so far?",
    Question.Kind.ONE: "Which session matters most to you?",
    Question.Kind.MANY: "Which topics would you like to hear about?",
    Question.Kind.YES_NO: "Have you been to an earlier webinar?",
    Question.Kind.NUMBER: "How many people watch with you?",
    Question.Kind.CONSENT: "The organisers may quote my question.",
}
PERSON = {"name": "Ada Example", "email": "ada@example.org"}


def webinar(ahead=None, **admission):
    """A webinar with a long title that starts `ahead` from now, ten days unless told."""
    start = timezone.now() + (timedelta(days=10) if ahead is None else ahead)
    webinar = builders.webinar(
        title="Employment services and the skills that people need for their next job",
        slug="skills",
        starts_at=start,
        ends_at=start + timedelta(minutes=90),
    )
    builders.admission(webinar=webinar, **{"room_url": "https://room.example.org/j/1", **admission})
    return webinar


def ask_all(webinar):
    """Ask every field there is and a question of each kind, all required."""
    Admission.objects.filter(webinar=webinar).update(
        **ASKED, meeting_tool="Zoom", meeting_privacy_url="https://room.example.org/privacy"
    )
    for order, (kind, text) in enumerate(QUESTIONS.items()):
        choices = "Opening\nTalks\nQuestions from the audience" if kind in {"one", "many"} else ""
        why = "It helps the speakers to prepare."
        Question.objects.create(
            webinar=webinar, kind=kind, text=text, why=why, choices=choices, is_required=True, order=order
        )


def at(path, **admission):
    """Return a function that makes a webinar with this admission, and returns the path."""

    def arranged():
        webinar(**admission)
        return path

    return arranged


def long_form():
    ask_all(webinar())
    return FORM


def close():
    Admission.objects.update(closes_at=timezone.now() - timedelta(minutes=1))


def closed():
    return at(FORM, closes_at=timezone.now() - timedelta(hours=1))()


def not_open_yet():
    return at(FORM, opens_at=timezone.now() + timedelta(days=1))()


SEND_LINK = "/webinars/skills/send-link/"
STATES = {
    "form": State(long_form, QUESTIONS["consent"]),
    "form with errors": State(long_form, "There is a problem", typed={"name": "", "email": "ada@gmial.com"}),
    "form with a hint": State(
        at(FORM, needs="off"), "Did you mean", typed={"name": "Ada Example", "email": "ada@gmial.com"}
    ),
    "short form": State(at(FORM), "Register"),
    "form full": State(at(FORM, capacity=0), "Join the waitlist"),
    "closed": State(closed, "Registration is closed"),
    "closed meanwhile": State(
        long_form, "What you typed", typed={**PERSON, "needs": ["captions"]}, meanwhile=close
    ),
    "not open yet": State(not_open_yet, "Registration is not open yet"),
    "registered": State(at("/webinars/skills/registered/"), "Check your mailbox"),
    "contact": State(at("/contact/"), "Ask a question"),
    "contact of a webinar": State(at("/webinars/skills/contact/"), "Employment services"),
    "contact with errors": State(at("/contact/"), "There is a problem", typed={}),
    "contact sent": State(at("/contact/sent/"), "We have your question"),
    "contact of a webinar sent": State(at("/webinars/skills/contact/sent/"), "Back to the webinar"),
    "send-link": State(at(SEND_LINK), "for this webinar"),
    "send-link for all": State(at("/send-link/"), "Get your link again"),
    "send-link with errors": State(at(SEND_LINK), "There is a problem", typed={}),
    "link sent": State(at(SEND_LINK + "sent/"), "If this address is registered"),
}
