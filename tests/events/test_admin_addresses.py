"""Earlier addresses, the preview of a draft, and who may enter."""

import pytest
from django.urls import reverse

from events.models import OldSlug, Speaker, User, Webinar
from tests import builders
from tests.events.webinar_form import ADD, change, errors, page, saved, typed_again


def test_an_earlier_address_leads_to_the_new_one(organiser_client):
    webinar = builders.webinar(slug="old-name")

    saved(organiser_client, change(webinar), typed_again(webinar, slug="new-name"))

    response = organiser_client.get("/webinars/old-name/")
    assert (response.status_code, response.url) == (301, "/webinars/new-name/")


def test_a_webinar_can_take_its_earlier_address_back(organiser_client):
    webinar = builders.webinar(slug="first")
    saved(organiser_client, change(webinar), typed_again(webinar, slug="second"))

    saved(organiser_client, change(webinar), typed_again(webinar, slug="first"))

    assert list(OldSlug.objects.values_list("slug", flat=True)) == ["second"]


def test_the_earlier_address_of_another_webinar_is_refused(organiser_client):
    OldSlug.objects.create(webinar=builders.webinar(), slug="skills")

    response = organiser_client.post(ADD, page(slug="skills"))

    assert errors(response) == [
        "This was the address of another webinar, and still leads there. Choose another."
    ]


def test_an_address_left_empty_is_made_of_the_title(organiser_client):
    builders.webinar(slug="skills-for-all")

    organiser_client.post(ADD, page(title="Skills for all", slug=""))

    assert Webinar.objects.get(title="Skills for all").slug == "skills-for-all-2"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param({"slug": "old-title-2"}, "new-title", id="made of the title"),
        pytest.param({"slug": "typed"}, "typed", id="typed"),
        pytest.param({"slug": "old-title", "published_at": builders.NOW}, "old-title", id="was public"),
    ],
)
def test_the_address_of_a_draft_that_nobody_saw_follows_its_title(organiser_client, before, after):
    webinar = builders.webinar(status="draft", **{"title": "Old title", "published_at": None} | before)

    organiser_client.post(change(webinar), typed_again(webinar, title="New title"))

    webinar.refresh_from_db()
    assert (webinar.title, webinar.slug) == ("New title", after)
    assert not OldSlug.objects.exists()


def test_a_draft_is_shown_to_organisers_and_to_nobody_else(organiser_client, client):
    webinar = builders.webinar(status="draft", title="Not yet")
    preview = reverse("admin:events_webinar_preview", args=[webinar.pk])

    assert "Not yet" in organiser_client.get(preview).content.decode()
    assert preview in organiser_client.get(change(webinar)).content.decode()
    organiser_client.logout()
    assert client.get(preview).status_code == 302
    assert client.get(webinar.get_absolute_url()).status_code == 404


ADDRESSES = [
    "/admin/",
    "/admin/events/webinar/",
    "/admin/events/webinar/add/",
    "/admin/events/webinar/1/preview/",
    "/admin/events/speaker/",
    "/admin/events/user/",
    "/admin/autocomplete/?app_label=events&model_name=appearance&field_name=speaker",
    "/admin/jsi18n/",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_stranger_is_led_to_the_sign_in_page(db, client, address):
    response = client.get(address, follow=True)

    assert response.redirect_chain[-1][0].startswith("/accounts/login/?next=")


@pytest.mark.parametrize("address", ADDRESSES)
def test_someone_signed_in_who_is_no_organiser_gets_nothing(db, client, address):
    client.force_login(User.objects.create_user("visitor@example.org", "a long enough password"))

    assert client.get(address, follow=True).status_code == 403


def test_an_organiser_without_rights_cannot_preview(db, client):
    webinar = builders.webinar(status="draft")
    client.force_login(User.objects.create_user("desk@example.org", "a long enough password", is_staff=True))

    assert client.get(reverse("admin:events_webinar_preview", args=[webinar.pk])).status_code == 404


@pytest.mark.parametrize(
    "query",
    ["title__regex=(", "slug__startswith=%00", "starts_at__gte=zz", "id__exact=99999999999999999999", "e=1"],
)
def test_a_forged_filter_never_breaks_the_list(organiser_client, query):
    assert organiser_client.get(f"/admin/events/webinar/?{query}").status_code in {200, 302, 400}


def test_forged_values_never_break_the_empty_form(organiser_client):
    assert (
        organiser_client.get(f"{ADD}?starts_at=zz&series=zz&time_zone=zz&spoken_languages=zz").status_code
        == 200
    )


@pytest.mark.parametrize("name", ["webinar", "series", "speaker", "organisation", "page", "user"])
def test_every_list_and_form_opens(organiser_client, name):
    builders.speaker(), builders.series(), builders.organisation(), builders.webinar()

    assert organiser_client.get(f"/admin/events/{name}/").status_code == 200
    if name != "page":
        assert organiser_client.get(f"/admin/events/{name}/add/").status_code == 200


def test_the_site_is_one_form(organiser_client):
    response = organiser_client.get("/admin/events/site/", follow=True)

    assert response.redirect_chain == [("/admin/events/site/1/change/", 302)]
    assert organiser_client.get("/admin/events/site/add/").status_code == 403


def test_a_speaker_is_made_with_links(organiser_client):
    fields = {
        "name": "Ada Example",
        "slug": "ada-example",
        "links-TOTAL_FORMS": 1,
        "links-INITIAL_FORMS": 0,
        "links-0-label": "Home page",
        "links-0-url": "example.org",
    }

    assert organiser_client.post("/admin/events/speaker/add/", fields).status_code == 302

    assert Speaker.objects.get().links.get().url == "https://example.org"


@pytest.mark.parametrize("url", ["http://example.org", "javascript:alert(1)", "file:///etc/passwd"])
def test_a_link_that_is_not_https_is_refused(organiser_client, url):
    fields = {
        "name": "Ada Example",
        "slug": "ada-example",
        "links-TOTAL_FORMS": 1,
        "links-INITIAL_FORMS": 0,
        "links-0-label": "Home page",
        "links-0-url": url,
    }

    assert organiser_client.post("/admin/events/speaker/add/", fields).status_code == 200
    assert not Speaker.objects.exists()


def test_a_portrait_is_shown_at_its_own_address(organiser_client):
    speaker = builders.speaker(portrait="pictures/ada.webp")

    shown = organiser_client.get(f"/admin/events/speaker/{speaker.pk}/change/").content.decode()

    assert 'src="/pictures/ada.webp"' in shown


def test_a_document_is_linked_where_its_organisers_may_fetch_it(organiser_client):
    document = builders.document(builders.webinar(), file="documents/a.pdf", size=1200)

    shown = organiser_client.get(change(document.webinar)).content.decode()

    own = reverse("admin:events_webinar_document", args=[document.webinar_id, document.pk])
    assert f'href="{own}"' in shown
