"""Which pages there are: lists, drafts, earlier addresses, texts, files for machines."""

from datetime import timedelta

import pytest

from events.models import OldSlug, Page
from events.views import PAGE_SIZE, render_webinar
from tests import builders
from tests.events.pages import at, text_of

pytestmark = pytest.mark.django_db


def test_drafts_are_not_found(client):
    webinar = builders.webinar(status="draft")
    OldSlug.objects.create(webinar=webinar, slug="earlier")

    codes = [client.get(f"/webinars/{slug}/").status_code for slug in (webinar.slug, "earlier", "never")]

    assert codes == [404, 404, 404]


def test_an_earlier_address_leads_to_the_present_one_for_ever(client):
    webinar = builders.webinar()
    OldSlug.objects.create(webinar=webinar, slug="earlier")

    response = client.get("/webinars/earlier/")

    assert (response.status_code, response["Location"]) == (301, webinar.get_absolute_url())


def test_a_preview_says_so_and_is_not_to_be_indexed(rf):
    webinar = builders.webinar(status="draft")
    request = rf.get("/admin/")

    response = render_webinar(request, webinar, builders.NOW, preview=True)

    text = response.content.decode()
    assert "<strong>Preview.</strong>" in text
    assert '<meta name="robots" content="noindex">' in text


def test_the_list_shows_what_is_coming_first_then_the_past_from_its_end(client):
    for title, delta in [("Old", -30), ("Later", 30), ("Recent", -2), ("Next", 2)]:
        at(timedelta(days=delta), title=title)
    at(timedelta(days=-5), title="Postponed one", status="postponed")
    at(timedelta(days=5), title="Draft", status="draft")

    text = text_of(client, "/webinars/")

    places = [text.index(f">{title}<") for title in ("Next", "Later", "Postponed one", "Recent", "Old")]
    assert places == sorted(places)
    assert "Draft" not in text


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("", "Page 1 of 2"),
        ("2", "Page 2 of 2"),
        ("٢", "Page 2 of 2"),
        ("0", "Page 2 of 2"),
        ("-1", "Page 2 of 2"),
        ("9" * 24, "Page 2 of 2"),
        ("9" * 5000, "Page 1 of 2"),
        ("1e400", "Page 1 of 2"),
        ("abc", "Page 1 of 2"),
    ],
)
def test_any_page_number_leads_to_a_page(client, page, shown):
    for _ in range(PAGE_SIZE + 1):
        builders.webinar()

    assert shown in text_of(client, f"/webinars/?page={page}")


@pytest.mark.parametrize("address", ["/", "/webinars/"])
def test_a_site_without_webinars_says_what_to_do(client, address):
    assert "No webinar is announced at the moment." in text_of(client, address)


def test_a_new_site_has_its_text_pages(client):
    titles = {slug: Page.objects.get(slug=slug).title for slug in Page.Slug.values}

    assert [f"<h1>{title}</h1>" in text_of(client, f"/{slug}/") for slug, title in titles.items()] == [
        True
    ] * 3


def test_security_txt_names_the_contact_and_an_end(client):
    lines = client.get("/.well-known/security.txt").content.decode().splitlines()

    names = [line.split(": ")[0] for line in lines]
    assert names == ["Contact", "Expires", "Preferred-Languages", "Canonical"]
    assert lines[0] == "Contact: mailto:webinars@example.org"


def test_robots_are_kept_from_organisers_and_personal_pages(client):
    text = client.get("/robots.txt").content.decode()

    assert "Disallow: /admin/" in text
    assert text.endswith("Sitemap: http://localhost:8000/sitemap.xml\n")
