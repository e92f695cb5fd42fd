"""What the organisers ask on their own, and what people need to take part."""

from datetime import timedelta

import pytest

from events.models import Webinar
from registrations.forms import RegistrationForm
from registrations.models import Admission, Question
from tests.builders import NOW, START


def form(admission=None, own_questions=(), **data):
    data = {"name": "Ada Example", "email": "ada@example.org", **data}
    webinar = Webinar(starts_at=START, ends_at=START + timedelta(hours=1), time_zone="Europe/Zurich")
    admission = admission or Admission()
    admission.webinar = webinar
    return RegistrationForm(data, admission=admission, own_questions=own_questions, now=NOW)


def errors(field, **data):
    return form(**data).errors.get(field, [])


def own(kind, **fields):
    choices = "Red\n\nBlue\nRed"
    return Question(
        pk=7, webinar=Webinar(), kind=kind, text="Which?", why="To plan.", choices=choices, **fields
    )


@pytest.mark.parametrize(
    ("kind", "typed", "stored"),
    [
        ("short", " By   train ", "By train"),
        ("long", "Line one\nline two", "Line one\nline two"),
        ("one", "Blue", "Blue"),
        ("many", ["Red", "Blue"], "Red\nBlue"),
        ("yes-no", "no", "no"),
        ("number", "42", "42"),
        ("consent", "on", "yes"),
        ("short", "", ""),
        ("many", [], ""),
        ("number", "", ""),
        ("consent", None, ""),
    ],
)
def test_an_answer_is_stored_as_text(kind, typed, stored):
    question = own(kind)
    bound = form(own_questions=[question], **({} if typed is None else {"question_7": typed}))

    assert bound.is_valid(), bound.errors
    assert bound.answers() == {question: stored}


@pytest.mark.parametrize(
    ("kind", "typed", "sentence"),
    [
        ("short", "", "Enter an answer"),
        ("long", "", "Enter an answer"),
        ("one", "", "Choose one"),
        ("one", "Green", "Choose one"),
        ("many", [], "Choose at least one"),
        ("yes-no", "", "Choose yes or no"),
        ("number", "many", "Enter a number"),
        ("consent", None, "Tick the box to agree"),
    ],
)
def test_an_answer_that_is_missing_or_not_offered_is_refused_in_words(kind, typed, sentence):
    data = {} if typed is None else {"question_7": typed}

    assert form(own_questions=[own(kind, is_required=True)], **data).errors["question_7"] == [sentence]


def test_the_hint_of_the_needs_names_the_day_while_it_lies_ahead():
    hint = str(form().fields["needs"].help_text)

    assert "Tell us by 18 September 2026" in hint


def test_who_has_to_say_what_they_need_can_say_nothing():
    bound = form(Admission(needs="required"), needs=["nothing"])

    assert bound.is_valid()
    assert bound.access_needs() == ([], "")
    assert form(Admission(needs="required")).errors["needs"] == ["Choose at least one"]


def test_needs_are_none_where_nobody_asks():
    bound = form(Admission(needs="off"))

    assert bound.is_valid()
    assert bound.access_needs() is None
