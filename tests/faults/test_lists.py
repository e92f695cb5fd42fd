"""B6 of the catalogue: what can be asked of any list or form of organisers by its address.

The lists are those that are registered: a new one is asked, too.
"""

import pytest
from django.contrib import admin
from django.db.models import CharField, DateTimeField, ForeignKey, TextField
from django.urls import reverse

from registrations.models import RetentionRun
from tests import builders

pytestmark = pytest.mark.django_db

MODELS = list(admin.site._registry)
LISTS = [model for model in MODELS if model is not RetentionRun]  # its page takes nothing from the address
HUGE = "9" * 23


def address(model, page):
    return reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_{page}")


@pytest.fixture
def ask(admin_client):
    """A function that asks for an address and returns the status, which is never an error of ours."""

    def status(url):
        answer = admin_client.get(url)
        assert answer.status_code < 500, url
        assert "Content-Security-Policy" in answer, url
        return answer.status_code

    return status


def first(model, kind):
    """Return the name of the first column of a kind, an impossible one if there is none."""
    return next((field.name for field in model._meta.concrete_fields if isinstance(field, kind)), "nothing")


def test_a_pattern_or_a_nul_is_no_filter(ask):
    """B63"""
    for model in MODELS:
        text, moment = first(model, (CharField, TextField)), first(model, DateTimeField)
        for query in (
            f"{text}__exact=a%00",
            f"{text}__startswith=%00",
            f"{text}__regex=(",
            f"{text}__iregex=[",
        ):
            assert ask(f"{address(model, 'changelist')}?{query}") in {200, 302, 400, 403}, query
        columns = (text, moment, first(model, ForeignKey), "nothing")
        for value in ("zz", HUGE):
            ask(f"{address(model, 'add')}?" + "&".join(f"{column}={value}" for column in columns))


def test_an_impossible_page_order_or_number_shows_the_list_or_is_refused(ask):
    """B64"""
    for model in LISTS:
        known, moment = first(model, ForeignKey), first(model, DateTimeField)
        for query, expected in {
            "q=%00": {400},
            "q=" + "x" * 5000: {200},
            "p=99999999999999": {200, 302},
            "p=-1&o=99.9.-9": {200},
            "o=x": {200},
            "all=&e=1": {200},
            "_facets=True": {200},
            "id__exact=abc": {302, 400},
            f"id__exact={HUGE}": {200, 302, 400},
            f"{known}__id__exact={HUGE}": {200, 302, 400},
            f"{moment}__year=99999": {302, 400},
            "_popup=1&_to_field=password": {200, 400},
        }.items():
            assert ask(f"{address(model, 'changelist')}?{query}") in expected | {302, 403}, (model, query)
        for number in ("abc", HUGE, "_00"):
            changed = reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_change", args=["x"])
            assert ask(changed.replace("/x/", f"/{number}/")) in {302, 400, 404}, (model, number)
    for query in ("", "?term=%00", "?term=a&app_label=events&model_name=webinar&field_name=series"):
        assert ask(reverse("admin:autocomplete") + query) in {200, 400, 403}


def test_nothing_is_found_out_through_columns_and_relations_that_are_no_filter(ask):
    """B65"""
    offered = 0
    for model in LISTS:
        ours = [field for field in model._meta.get_fields() if field.is_relation and field.related_model]
        looked_up = [f"{field.name}__{first(field.related_model, CharField)}" for field in ours]
        looked_up += [first(model, CharField), "team__user__password", "created_by__password"]
        for lookup in looked_up:
            status = ask(f"{address(model, 'changelist')}?{lookup}__startswith=a")
            assert status in {302, 400, 403}, (model, lookup)
            offered += 1
    assert offered > len(LISTS) * 3


@pytest.fixture(autouse=True)
def something():
    """A row of most kinds, or a list that asks each row would ask nothing."""
    webinar = builders.webinar(series=builders.series())
    builders.appearance(webinar, builders.speaker())
    builders.registration(webinar)
    builders.enquiry(webinar=webinar)
