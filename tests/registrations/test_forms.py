import unicodedata
from datetime import timedelta

import pytest
from django.forms import Select
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.asserts import assertHTMLEqual

from events.models import Webinar
from registrations.form_fields import LongSelect
from registrations.forms import EnquiryForm, RegistrationForm
from registrations.models import Admission
from tests.builders import NOW, START


def form(admission=None, own_questions=(), **data):
    data = {"name": "Ada Example", "email": "ada@example.org", **data}
    webinar = Webinar(starts_at=START, ends_at=START + timedelta(hours=1), time_zone="Europe/Zurich")
    admission = admission or Admission()
    admission.webinar = webinar
    return RegistrationForm(data, admission=admission, own_questions=own_questions, now=NOW)


def cleaned(field, **data):
    bound = form(**data)
    assert bound.is_valid(), bound.errors
    return bound.cleaned_data[field]


def errors(field, **data):
    return form(**data).errors.get(field, [])


def test_two_fields_are_enough():
    assert form().is_valid()


def test_fields_follow_the_admission():
    admission = Admission(organisation="required", job_title="off", country="off", needs="off")

    bound = form(admission)

    assert list(bound.fields) == ["name", "email", "organisation", "time_zone"]
    assert bound.errors == {"organisation": ["Enter the name of your organisation"]}


@pytest.mark.parametrize(
    "name",
    [
        "",
        "   ",
        "\u200b\u200b",
        "\u0301\u0302",
        "–",
    ],
    ids=["empty", "spaces", "zero-width", "only marks", "a dash"],
)
def test_a_name_without_letters_is_no_name(name):
    assert errors("name", name=name) == ["Enter your full name"]


@pytest.mark.parametrize(
    "name",
    ["abc\u202egpj.exe", "A\u2066b", "Ada\x1b[31m", "Ada\x07", "A\u200bda", "Ada\ue000"],
    ids=["override", "isolate", "ANSI", "bell", "zero-width space", "private use"],
)
def test_invisible_characters_are_refused(name):
    assert errors("name", name=name) == [
        "Remove the invisible characters: type this again instead of pasting it."
    ]


def test_a_line_break_in_a_name_is_a_space():
    assert cleaned("name", name="Ada\r\nBcc: x@y.zz") == "Ada Bcc: x@y.zz"


def test_a_nul_is_refused():
    assert errors("name", name="A\0da") == ["Null characters are not allowed."]


def test_names_are_stored_composed():
    assert cleaned("name", name=unicodedata.normalize("NFD", "Zoë Müller")) == "Zoë Müller"


@pytest.mark.parametrize(
    "name",
    ["محمد علي", "王小明", "İpek Işık", "می‌خواهم", "O’Neill 😀", "<script>", "{{7*7}}", "%s%n", "=cmd"],
)
def test_names_of_the_world_are_kept_literally(name):
    assert cleaned("name", name=name) == unicodedata.normalize("NFC", name)


def test_piled_up_marks_are_refused():
    assert errors("name", name="Z" + "\u0316" * 5) == ["Use at most 4 accents on a letter."]
    assert form(name="Z" + "\u0316" * 4).is_valid()


@pytest.mark.parametrize(
    "name", ["[free](https://evil.example)", "www.evil.example", "HTTP://evil.example", "x://y"]
)
def test_web_addresses_in_a_name_are_refused(name):
    assert errors("name", name=name) == ["Leave out web addresses."]


def test_a_long_name_says_how_long_it_is_and_comes_back_whole():
    bound = form(name="x" * 100_000)

    assert bound.errors["name"] == ["Shorten this to 150 characters (it has 100000)."]
    assert bound["name"].value() == "x" * 100_000


@pytest.mark.parametrize(
    "email",
    [
        "nonsense",
        "a@ex.org\nBcc: x@y.zz",
        "a@ex.org,b@ex.org",
        '"A" <a@ex.org>',
        "a@ex.org%0d%0a",
        "ａ@example.org",
        '"quoted"@example.org',
        "a@[127.0.0.1]",
        "a@localhost",
        "a@printer.local",
        "a@example.org.",
        "a" * 65 + "@example.org",
        "a@" + "x" * 250 + ".org",
    ],
)
def test_what_is_no_address_is_refused_in_words_that_help(email):
    assert errors("email", email=email) == [
        "Enter an email address in the correct format, like name@example.org"
    ]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (" Ada@Example.ORG ", "Ada@example.org"),
        ("a@bücher.example", "a@bücher.example"),
        ("a@xn--bcher-kva.example", "a@bücher.example"),
        ("ada+webinar@example.org", "ada+webinar@example.org"),
    ],
)
def test_an_address_is_stored_in_one_form(typed, stored):
    assert cleaned("email", email=typed) == stored


def test_a_country_that_is_not_on_the_list_is_refused():
    assert errors("country", country="XX") == ["Choose a country or territory from the list"]
    assert cleaned("country", country="CH") == "CH"


def test_a_long_question_is_counted():
    bound = EnquiryForm(
        {"name": "Ada", "email": "a@example.org", "message": "x" * 5001},
    )

    assert bound.errors["message"] == ["Enter at most 5,000 characters (you have 5001)."]


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_is_accepted_or_refused_but_never_raises(name, email):
    bound = form(name=name, email=email, organisation=name, country=email)

    bound.is_valid()

    assert all(bound.cleaned_data.get("name", "x").split(" "))


# B26 ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("a@gmial.com", "gmail.com"), ("a@gmail.con", "gmail.com"), ("a@outlok.com", "outlook.com")],
)
def test_a_domain_that_is_nearly_a_common_one_is_asked_about_once(typed, meant):
    first = form(email=typed)

    assert first.is_valid()
    assert first.hint == f"Did you mean {meant}? Press Register again to keep it as you typed it: {typed}."
    again = form(email=typed, email_kept=first.email_to_keep)
    assert again.is_valid()
    assert again.hint == ""


@pytest.mark.parametrize("email", ["a@mail.com", "a@ilo.org", "a@example.org", "a@ymail.com", "a@gmx.de"])
def test_other_domains_are_not_asked_about(email):
    bound = form(email=email)

    assert bound.is_valid()
    assert bound.hint == ""


def test_a_time_zone_nobody_knows_stops_nobody():
    assert cleaned("time_zone", time_zone="Mars/Olympus") == ""
    assert cleaned("time_zone", time_zone="America/Lima") == "America/Lima"


@pytest.mark.parametrize("value", [None, "", "CI", "<b>", "XX"])
def test_a_long_list_is_drawn_as_the_usual_select_draws_it(value):
    choices = [("", "Choose"), ("CH", "Switzerland"), ("CI", "Côte d’Ivoire"), ("<b>", "<b>")]
    attrs = {"aria-invalid": "true", "required": True, "id": 'id_"country"'}

    drawn = (
        widget(attrs={"autocomplete": "country"}, choices=choices).render("country", value, attrs)
        for widget in (LongSelect, Select)
    )

    assertHTMLEqual(*drawn)
