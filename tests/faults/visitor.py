"""A visitor at the forms, and the contract of faults.md for what they send wrongly."""

import email
import email.policy
from datetime import timedelta
from html import escape

from django.urls import reverse
from django.utils import timezone

from registrations import mails, visitor_form
from registrations.models import Question
from tests import builders, tables
from tests.security.test_http import assert_headers

EVERYTHING = dict.fromkeys(("job_title", "group", "question"), "on")


def asking_everything():
    """Return a webinar that asks everything, and four questions of its own."""
    webinar = builders.admission(webinar=builders.coming_webinar(), **EVERYTHING).webinar
    for kind in ("short", "one", "many", "consent"):
        Question.objects.create(webinar=webinar, kind=kind, text=kind, why="To plan.", choices="Red\nBlue")
    return webinar


def own(webinar, kind):
    return f"question_{webinar.questions.get(kind=kind).pk}"


def path(webinar, name="register"):
    return f"/webinars/{webinar.slug}/{name}/"


def stamp(purpose, age=timedelta(minutes=1)):
    return visitor_form.new_stamp(purpose, timezone.now() - age)


def filled_in(webinar, **fields):
    """The form as a browser sends it, with everything that every webinar may ask."""
    return {
        "name": "Ada Example",
        "email": "ada@example.org",
        "organisation": 'Ministry of <Labour> & "co"',
        "country": "CH",
        "stamp": stamp(f"register {webinar.pk}"),
        "website": "",
        "time_zone": "America/Lima",
        **fields,
    }


def register(client, webinar, **fields):
    return client.post(reverse("registrations:register", args=[webinar.slug]), filled_in(webinar, **fields))


def ask(client, path="/contact/", **fields):
    typed = {
        "name": "Ada Example",
        "email": "ada@example.org",
        "subject": "Captions & <signs>",
        "message": "Will there\nbe captions?",
        "stamp": stamp("contact"),
        "website": "",
    }
    return client.post(path, {**typed, **fields})


def assert_comes_back(answer, wrong, **typed):
    """Assert what is owed to somebody who typed something wrong.

    `wrong` maps fields to the sentence that says what to do: it stands in the summary, where it leads to
    the field, and at the field. `typed` are the other fields, which come back as they were sent.
    """
    page = answer.content.decode()
    form = answer.context["form"]
    assert answer.status_code == 200
    assert_headers(answer)
    assert not answer.cookies
    assert "<title>Error: " in page
    assert "data-error-summary" in page
    assert {name: form.errors[name] for name in form.errors} == {n: [words] for n, words in wrong.items()}
    for name, words in wrong.items():
        assert page.count(escape(words)) >= (1 if form[name].is_hidden else 2)
        assert f'href="#id_{name}' in page
    for name, value in typed.items():
        assert form[name].value() == value
        for each in value if isinstance(value, list) else [value]:
            assert escape(each) in page


def parsed(message, now=None):
    """Return the mail of an outbox row as its receiver reads it."""
    raw = mails.build(message, now or timezone.now()).message().as_bytes()
    return email.message_from_bytes(raw, policy=email.policy.default)


def text(mail):
    return mail.get_body(("plain",)).get_content()


def html(mail):
    return mail.get_body(("html",)).get_content()


unchanged = tables.unchanged
