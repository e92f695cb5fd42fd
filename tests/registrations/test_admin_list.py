"""The list of registrations: search, filters, counts; tests/faults/test_lists.py asks all lists."""

import html
import re

import pytest
from django.urls import reverse

from registrations.models import Needs, Registration
from tests import builders

pytestmark = pytest.mark.django_db

LIST = "admin:registrations_registration_changelist"


@pytest.fixture
def organiser(client):
    client.force_login(builders.user())
    return client


def shown(client, query=""):
    answer = client.get(reverse(LIST) + query)
    assert answer.status_code == 200
    return [registration.name for registration in answer.context["cl"].result_list]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ada", ["Ada Éxample"]),
        ("EXAM+ad", ["Ada Éxample"]),
        ("ilo", ["Ada Éxample"]),
        ("ada@ex", ["Ada Éxample"]),
        ("example.org", ["Grace Sample", "Ada Éxample"]),
        ("ample", []),
        ("ada+grace", []),
        ("---", []),
        ("%25", []),
        (":*+%26+!", []),
        ("x" * 5000, []),
        ("\ufdfa" * 200, []),
    ],
    ids=ascii,
)
def test_people_are_found_by_the_beginnings_of_words(organiser, typed, found):
    webinar = builders.webinar()
    builders.registration(webinar, name="Ada Éxample", email="ada@example.org", organisation="ILO")
    builders.registration(webinar, name="Grace Sample", email="grace@example.org")

    assert shown(organiser, f"?q={typed}") == found


def test_people_are_found_by_their_reference(organiser):
    webinar = builders.webinar()
    first = builders.registration(webinar, name="First")
    builders.registration(webinar, name="Second")

    assert shown(organiser, f"?q={first.reference.lower()}") == ["First"]


def test_the_list_is_filtered_by_each_box(organiser):
    webinar, other = builders.webinar(), builders.webinar()
    person = builders.registration(webinar, name="First", country="PE", group="Academia")
    builders.registration(other, name="Second", country="CH", group="Workers")
    Needs.objects.create(registration=person, kinds=["captions"])

    for query in (
        f"webinar__id__exact={webinar.pk}",
        "country__exact=PE",
        "group__exact=Academia",
        "needs=any",
        "needs=open",
        f"country__exact=PE&group__exact=Academia&webinar__id__exact={webinar.pk}",
    ):
        assert shown(organiser, f"?{query}") == ["First"]
    for query in (
        "needs=arranged",
        "country__exact=FR",
        "status__exact=cancelled",
        "group__exact=Workers&needs=any",
    ):
        assert shown(organiser, f"?{query}") == []


def test_who_may_not_see_access_needs_cannot_filter_by_them(client):
    person = builders.registration(builders.webinar(), name="First")
    builders.registration(person.webinar, name="Second")
    Needs.objects.create(registration=person, kinds=["captions"])
    client.force_login(builders.member("desk", webinar=person.webinar))

    assert shown(client, "?needs=any") == ["Second", "First"]
    assert b'name="needs"' not in client.get(reverse(LIST)).content


def test_more_than_can_be_counted_at_once_is_estimated(organiser, monkeypatch):
    monkeypatch.setattr("registrations.admin.counting.MOST", 3)
    for _ in range(5):
        builders.registration(builders.webinar())

    page = organiser.get(reverse(LIST)).content.decode()

    assert "search or filter to see more than the first 3" in page
    assert "0 registrations" in organiser.get(reverse(LIST) + "?q=nobody").content.decode()


@pytest.mark.parametrize("query", ["", "?q=ada", "?needs=any", "?p=2"])
def test_the_list_takes_the_same_queries_however_long_it_is(organiser, query, django_assert_max_num_queries):
    webinar = builders.webinar()
    for _ in range(60):
        builders.registration(webinar)

    with django_assert_max_num_queries(12):
        organiser.get(reverse(LIST) + query)


@pytest.mark.parametrize(("name", "title"), [("registration", "Registrations"), ("enquiry", "Enquiries")])
def test_the_list_of_one_webinar_leads_back_to_it(organiser, name, title):
    webinar = builders.webinar(title="Skills <for> all")
    page = reverse("admin:events_webinar_change", args=[webinar.pk])
    address = reverse(f"admin:registrations_{name}_changelist")

    shown = organiser.get(f"{address}?webinar__id__exact={webinar.pk}").text

    assert f'<a href="{page}">Skills &lt;for&gt; all</a>' in shown
    assert f"<h1>{title}: Skills &lt;for&gt; all</h1>" in shown
    for other in ("", "?webinar__id__exact=x", f"?webinar__id__exact={webinar.pk + 1}"):
        assert page not in organiser.get(address + other).text


def test_a_cell_names_its_column_for_screens_without_columns_and_one_without_words_says_so(organiser):
    builders.registration(builders.webinar(), organisation="")

    row = organiser.get(reverse(LIST)).text.partition("<tbody>")[2]

    assert '<td data-name="Status" class="field-status">Registered</td>' in row
    assert '<td data-empty class="field-organisation">' in row
    row = organiser.get(reverse("admin:events_webinar_changelist")).text.partition("<tbody>")[2]
    assert '<td data-name="Registrations" class="field-registrations"><a ' in row
    assert "<th data-" not in row


def test_who_is_added_from_the_list_of_one_webinar_is_added_to_that(organiser):
    webinar = builders.coming_webinar()
    shown = organiser.get(f"{reverse(LIST)}?webinar__id__exact={webinar.pk}").text
    way = html.unescape(re.search(r'href="([^"]*/add/[^"]*)"', shown)[1])

    assert f'<option value="{webinar.pk}" selected>' in organiser.get(way).text
    assert organiser.get(way.replace(f"D{webinar.pk}", "Dx")).status_code == 200


def test_a_registration_out_of_the_numbers_is_not_found(organiser):
    """B64"""
    for wrong in ("abc", "9" * 23, "_00"):
        url = reverse("admin:registrations_registration_change", args=["x"]).replace("/x/", f"/{wrong}/")
        assert organiser.get(url).status_code in {302, 400, 404}
    assert not Registration.objects.exists()
