"""Search over everything: found is what the lists would show, in few queries, and nothing changes."""

import pytest
from django.urls import reverse

from events.models import User
from tests import builders

pytestmark = pytest.mark.django_db

SEARCH = "/admin/search/"


@pytest.fixture
def organiser(client):
    client.force_login(builders.user())
    return client


@pytest.fixture
def person():
    """Somebody registered; one thing of each kind has "Économie" in its name."""
    webinar = builders.webinar(title="Économie verte", series=builders.series(title="L’économie", slug="e"))
    builders.speaker("Ada Économie")
    builders.organisation(name="ECONOMIE SA")
    builders.document(webinar, title="Slides on économie")
    builders.enquiry(webinar=webinar, subject="Economie?")
    return builders.registration(webinar, name="Grace Economie", email="grace@example.org")


def found(client, typed):
    answer = client.get(SEARCH, {"q": typed})
    assert answer.status_code == 200
    return {
        group.title: [name for _url, name, _detail in group.results] for group in answer.context["groups"]
    }


def test_all_kinds_are_found_whatever_case_and_accents(organiser, person, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        assert found(organiser, "economie") == {
            "Webinars": ["Économie verte"],
            "Series": ["L’économie"],
            "Speakers": ["Ada Économie"],
            "Organisations": ["ECONOMIE SA"],
            "Documents": ["Slides on économie"],
            "Registrations": [str(person)],
            "Enquiries": [str(person.webinar.enquiries.get())],
        }
    assert found(organiser, "grace@example.org") == {"Registrations": [str(person)]}
    assert found(organiser, "green economy") == found(organiser, " ") == {}


def test_each_result_leads_to_its_page_and_many_to_the_list(organiser, person):
    for _ in range(6):
        builders.registration(person.webinar, name="Economie Again")

    groups = organiser.get(SEARCH, {"q": "economie"}).context["groups"]

    for url, _name, _detail in [result for group in groups for result in group.results]:
        assert "conomi" in organiser.get(url).text.lower()
    (people,) = [group for group in groups if group.title == "Registrations"]
    assert len(people.results) == 5
    assert len(organiser.get(people.url).context["cl"].result_list) == 7


def test_a_reference_leads_straight_to_whose_it_is(organiser, person):
    enquiry = person.webinar.enquiries.get()
    for typed in (person.reference, person.reference.lower(), person.reference.replace("-", " ")):
        answer = organiser.get(SEARCH, {"q": typed})
        assert answer.url == reverse("admin:registrations_registration_change", args=[person.pk])
    assert organiser.get(SEARCH, {"q": enquiry.reference}).url.endswith(f"/enquiry/{enquiry.pk}/change/")
    assert found(organiser, "7KQ4-92MF") == {}


def test_who_may_not_see_people_finds_none(client, person):
    client.force_login(builders.member("reader", webinar=person.webinar))

    assert set(found(client, "economie")) == {"Webinars", "Series", "Organisations", "Documents"}
    assert found(client, person.reference) == found(client, "grace") == {}


def test_search_is_asked_by_get_by_organisers_and_kept_nowhere(client, organiser, person):
    assert "no-store" in organiser.get(SEARCH, {"q": "economie"})["Cache-Control"]
    assert organiser.post(SEARCH, {"q": "economie"}).status_code == 405
    client.logout()
    assert client.get(SEARCH).status_code == 302
    client.force_login(User.objects.create_user("nobody@example.org"))
    assert client.get(SEARCH, {"q": "economie"}).status_code in {302, 403}


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ("\0", 400),
        ("x" * 10_000, 200),
        ("%_\\'\"", 200),
        ("<b>&", 200),
        (":*&!|", 200),
        ("\ufdfa" * 500, 200),
    ],
    ids=ascii,
)
def test_nothing_typed_breaks_the_search(organiser, person, typed, status):
    """B64"""
    answer = organiser.get(SEARCH, {"q": typed})

    assert answer.status_code == status
    assert "<b>&" not in answer.text
