"""A page with something to announce a webinar with: texts to copy, a QR code, the card."""

import io

import pytest
from django.urls import reverse
from PIL import Image

from tests import builders


@pytest.fixture
def webinar(db):
    webinar = builders.two_sittings(
        title="Skills & <jobs>", slug="skills", summary="Why.", spoken_languages=["en"], kicker="ILO"
    )
    builders.organiser(webinar, organisation=builders.organisation(name="World Bank"))
    return webinar


def page(client, webinar):
    return client.get(reverse("admin:events_webinar_publicity", args=[webinar.pk]))


def test_the_text_says_what_when_who_and_where_to_register(organiser_client, webinar):
    assert page(organiser_client, webinar).context["plain"] == (
        "ILO\nSkills & <jobs>\n\nWhy.\n\n"
        "Friday 25 September 2026, 10:00 to 11:00, Zurich (CEST, UTC+2)\n"
        "Saturday 26 September 2026, 10:00 to 11:00, Zurich (CEST, UTC+2)\n"
        "Languages: English\n"
        "Held by: World Bank\n\n"
        "Programme and registration, free of charge:\nhttp://localhost:8000/webinars/skills/\n"
    )


def test_the_html_is_shown_as_the_text_that_is_copied(
    organiser_client, webinar, django_assert_max_num_queries
):
    with django_assert_max_num_queries(12):
        shown = page(organiser_client, webinar)

    assert "Skills &amp; &lt;jobs&gt;</a></h2>" in shown.context["html"]
    assert "Skills &amp;amp; &amp;lt;jobs&amp;gt;&lt;/a&gt;&lt;/h2&gt;" in shown.content.decode()


def test_the_qr_code_is_a_file_for_print_and_one_for_slides(organiser_client, webinar):
    svg, png = (
        organiser_client.get(reverse("admin:events_webinar_qr", args=[webinar.pk, kind]))
        for kind in ("svg", "png")
    )

    assert svg.content.startswith(b"<?xml")
    assert svg["Content-Disposition"] == 'attachment; filename="skills-qr.svg"'
    assert Image.open(io.BytesIO(png.content)).size == (740, 740)
    other = reverse("admin:events_webinar_qr", args=[webinar.pk, "exe"])
    assert organiser_client.get(other).status_code == 404


def test_a_draft_says_that_its_link_leads_nowhere_yet(organiser_client, webinar):
    type(webinar).objects.update(status="draft")

    shown = page(organiser_client, webinar).content.decode()

    assert "lead nowhere until it is published" in shown
    assert "card.png" not in shown
