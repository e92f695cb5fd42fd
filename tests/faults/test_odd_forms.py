"""B59, B63, B66: what no page of organisers sends, and what is rare, ends in a page that says so."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events.models import Role, Webinar
from registrations import erasure
from registrations.models import Needs
from tests import builders
from tests.forms_of import posted

pytestmark = pytest.mark.django_db


def test_b63_what_is_no_list_in_the_address_of_a_new_webinar_is_ignored(organiser_client):
    for value in ("5", "null", "[" * 3900):
        assert organiser_client.get(f"/admin/events/webinar/add/?spoken_languages={value}").status_code == 200


def test_b66_states_that_no_page_carried_break_nothing(organiser_client):
    webinar = builders.webinar()
    for seen in ("[" * 90_000, '{"webinar": {"1": 1e999}}', f'{{"webinar": {{"{webinar.pk}": 99999999}}}}'):
        page = f"/admin/events/webinar/{webinar.pk}/change/"
        assert organiser_client.post(page, {"seen": seen, "title": "Typed"}).status_code == 200


def test_b59_a_copy_whose_admission_would_open_before_2000_is_refused(organiser_client):
    webinar = builders.webinar()
    builders.admission(webinar=webinar, opens_at=webinar.starts_at - timedelta(days=30))
    typed = {"title": "Again", "slug": "again", "day": "2000-01-01"}
    answer = organiser_client.post(f"/admin/events/webinar/{webinar.pk}/copy/", typed)
    assert "would not lie in the years 2000 to 2100" in answer.content.decode()
    assert not Webinar.objects.filter(slug="again").exists()


def test_who_deletes_a_webinar_of_theirs_stays_signed_in(client):
    webinar = builders.webinar()
    user = builders.member(Role.ORGANISER, webinar=webinar)
    client.force_login(user)
    assert client.post(f"/admin/events/webinar/{webinar.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not Webinar.objects.exists()
    assert client.get("/admin/").status_code == 200


def test_somebody_erased_while_their_needs_are_seen_to_is_no_error(organiser_client):
    webinar = builders.admission(webinar=builders.coming_webinar(), needs="on").webinar
    person = builders.registration(webinar, timezone.now())
    needs = Needs.objects.create(registration=person, kinds=["captions"], text="In French")
    page = f"/admin/registrations/registration/{person.pk}/change/"
    ((_to, form),) = [
        each for each in posted(organiser_client.get(page).text, page) if "logout" not in each[0]
    ]
    assert form["needs-0-id"] == [str(needs.pk)]

    erasure.erase(person, timezone.now())
    answer = organiser_client.post(page, {**form, "needs-0-is_arranged": "on"})

    assert answer.status_code == 200
    assert answer.context["mistakes"]
    assert not Needs.objects.exists()
