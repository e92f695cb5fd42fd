"""Speakers and organisations can be entered by their names: so a page needs no script to be filled in."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from events.models import Organisation, Speaker
from tests import builders
from tests.events.webinar_form import ADD, appearance_row, change, errors, page, rows, saved, typed_again


def by_name(*names):
    return rows("organisers", *({"new_name": name, "role": "organiser", "order": ""} for name in names))


def test_an_organisation_is_named_in_the_row_and_added_if_it_is_new(organiser_client):
    known = builders.organisation(name="International Labour Organization", short_name="ILO")

    webinar = saved(organiser_client, ADD, page(**by_name("ilo", "Institute  of Examples")))

    first, second = (each.organisation for each in webinar.organisers.all())
    assert (first, second.name) == (known, "Institute of Examples")
    assert second.added_by.email == "organiser@example.org"


def test_a_name_takes_the_place_of_what_a_saved_row_had_chosen(organiser_client):
    row = builders.organiser(builders.webinar())
    other = builders.organisation(name="Other")
    typed = {
        "id": row.pk,
        "organisation": row.organisation.pk,
        "new_name": "Other",
        "role": "partner",
        "order": 1,
    }

    saved(organiser_client, change(row.webinar), typed_again(row.webinar, **rows("organisers", kept=[typed])))

    row.refresh_from_db()
    assert (row.organisation, row.role) == (other, "partner")


@pytest.mark.parametrize(
    ("names", "said"),
    [
        pytest.param(
            ["ILO"], "Several organisations are called so. Enter the whole name of one: A, B.", id="several"
        ),
        pytest.param(["", "C"], "Choose an organisation or enter its name.", id="none"),
        pytest.param(["New", "new"], "This organisation is listed already.", id="twice"),
        pytest.param(["A", "a"], "Please correct the duplicate data for organisation.", id="known twice"),
    ],
)
def test_a_name_that_names_no_one_organisation_is_refused(organiser_client, names, said):
    for name in "AB":
        builders.organisation(name=name, short_name="ILO")
    typed = by_name(*names) | {"organisers-0-role": "partner"}

    assert said in errors(organiser_client.post(ADD, page(**typed)))
    assert Organisation.objects.count() == 2


def test_one_of_several_people_of_a_name_is_told_by_the_address(organiser_client):
    _one, other = (builders.speaker("Ada Example", slug=slug) for slug in ("ada", "ada-2"))

    webinar = saved(organiser_client, ADD, page(**rows("appearances", appearance_row(new_name="ada-2"))))

    assert webinar.appearances.get().speaker == other


def test_who_is_new_and_named_twice_is_added_once(organiser_client):
    twice = [appearance_row(new_name="Ada Example"), appearance_row(new_name="Ada Example", role="moderator")]

    saved(organiser_client, ADD, page(**rows("appearances", *twice)))

    assert Speaker.objects.get().appearances.count() == 2


def test_after_saving_a_link_leads_to_who_is_new(organiser_client):
    typed = page(**by_name("Institute"), **rows("appearances", appearance_row(new_name="<Ada>")))

    response = organiser_client.post(ADD, typed)

    said = "".join(str(each) for each in get_messages(response.wsgi_request))
    for row in (Speaker.objects.get(), Organisation.objects.get()):
        assert f'href="/admin/events/{row._meta.model_name}/{row.pk}/change/"' in said
    assert "&lt;Ada&gt;</a>" in said


def test_the_organisations_of_a_series_are_named_too(organiser_client):
    typed = {"title": "Series", "slug": "series"} | by_name("Institute")

    assert organiser_client.post("/admin/events/series/add/", typed).status_code == 302
    assert Organisation.objects.get().parts.get().series.title == "Series"


def test_a_row_is_added_without_script_by_saving(organiser_client):
    webinar = builders.webinar()

    answer = organiser_client.post(change(webinar), typed_again(webinar, _more="organiser"))
    shown = organiser_client.get(answer.url).content.decode()

    assert 'name="organisers-0-new_name"' in shown
    assert 'name="organisers-1-new_name"' not in shown


def test_what_is_saved_in_a_window_of_its_own_leads_back_without_script(organiser_client):
    shown = organiser_client.post("/admin/events/organisation/add/?_popup=1", {"name": "New", "_popup": "1"})

    assert reverse("admin:events_webinar_changelist") in shown.content.decode().partition("<noscript>")[2]
