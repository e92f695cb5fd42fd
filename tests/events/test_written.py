"""Inputs and selects that are written at once are what Django's own templates make of them."""

import re
from datetime import UTC, datetime

import pytest
from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy, override

from events.admin.choices import Linked, PlainSelect
from events.models import Appearance
from webinar_site.forms import Renderer

INPUTS = [
    forms.TextInput, forms.NumberInput, forms.EmailInput, forms.URLInput, forms.HiddenInput, forms.Textarea,
    forms.CheckboxInput, forms.DateTimeInput, forms.DateInput,
]  # fmt: skip
VALUES = [
    None,
    "",
    0,
    1,
    True,
    False,
    "<\"&'>",
    "\nfirst line",
    mark_safe("&amp;"),
    datetime(2026, 9, 1, tzinfo=UTC),
]
ATTRIBUTES = [{}, {"id": "id_a", "required": True, "disabled": False, "maxlength": 5, "title": '"<Ünï>"'}]
GROUPED = [("", "---------"), ("Europe", [("a&b", "A & B"), ("c", gettext_lazy("Title"))]), (3, "Three")]


@pytest.mark.parametrize("widget", INPUTS)
@pytest.mark.parametrize("attributes", ATTRIBUTES)
def test_an_input_is_letter_by_letter_that_of_django(widget, attributes):
    for value in VALUES:
        ours, theirs = (
            widget().render("rows-0-name", value, attributes, renderer=renderer)
            for renderer in (Renderer(), DjangoTemplates())
        )
        assert ours == theirs


def squeezed(html):
    return re.sub(r">\s+<", "><", html.strip())


@pytest.mark.parametrize("value", [None, "", "c", "a&b", 3, "no choice"])
def test_a_select_offers_and_chooses_what_that_of_django_does(value):
    plain, own = PlainSelect(choices=GROUPED), forms.Select(choices=GROUPED)

    for _again in range(2):
        assert squeezed(plain.render("a", value)) == squeezed(own.render("a", value))


def test_a_select_that_is_kept_speaks_the_language_of_each_page():
    select = PlainSelect(choices=[("a", gettext_lazy("Yes"))])

    spoken = []
    for language in ("en", "fr"):
        with override(language):
            spoken.append(select.render("a", None))

    assert "Yes" in spoken[0]
    assert "Oui" in spoken[1]


def test_each_row_has_the_links_beside_a_choice_under_its_own_name():
    relation = Appearance._meta.get_field("speaker").remote_field
    flags = {"can_add_related": True, "can_change_related": True}
    own = RelatedFieldWidgetWrapper(forms.TextInput(), relation, admin.site, **flags)
    linked = Linked.like(own, own.widget)

    for name in ("rows-0-speaker", "rows-1-speaker"):
        assert squeezed(linked.render(name, "7")) == squeezed(own.render(name, "7"))
