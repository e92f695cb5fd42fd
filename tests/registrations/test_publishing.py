"""A draft is looked through, then published: what is missing or odd is said, with a link to its field."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from events.checklist import checklist, to_be_checked
from events.models import Page, Site, Webinar
from registrations import changes
from registrations import checklist as of_registrations
from tests import builders
from tests.builders import NOW, START

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def organiser(client):
    client.force_login(builders.user())
    return client


def complete(**fields):
    """Return a draft in which nothing is missing."""
    typed = {
        "summary": "Skills.",
        "text_before": "<p>Why.</p>",
        "spoken_languages": ["en"],
        "status": "draft",
    }
    webinar = builders.webinar(**typed | fields)
    builders.session(webinar, starts_at=webinar.starts_at, ends_at=webinar.ends_at)
    builders.appearance(webinar, builders.speaker())
    builders.organiser(webinar)
    builders.admission(webinar=webinar, room_url="https://meet.example.org/1")
    return webinar


def anchors(webinar, now=NOW):
    checked = to_be_checked(Webinar.objects.all()).get(pk=webinar.pk)
    points = [*checklist(checked, Site.objects.get(), now), *of_registrations.checklist(checked, now)]
    return [point.anchor for point in points]


def test_nothing_is_missing_of_a_complete_webinar(settings):
    settings.EMAIL_URL = "smtp://localhost"

    assert anchors(complete()) == []


def test_each_thing_that_is_missing_leads_to_its_field(settings):
    settings.EMAIL_URL = ""
    Site.objects.update(contact_email="")
    series = builders.series()
    builders.webinar(series=series, number=1)
    bare = builders.webinar(status="draft", series=series)
    builders.admission(webinar=bare, reminders=[])

    assert anchors(bare) == [
        "id_summary",
        "id_text_before",
        "id_number",
        "id_contact_email",
        "id_spoken_languages_0",
        "sessions-heading",
        "appearances-heading",
        "organisers-heading",
        "id_admission-0-room_url",
        "id_admission-0-reminders_0",
        "",
    ]


def test_no_number_is_missed_in_a_series_without_numbers(settings):
    settings.EMAIL_URL = "smtp://localhost"
    series = builders.series()
    builders.webinar(series=series)

    assert anchors(complete(series=series)) == []


def test_each_thing_that_is_odd_leads_to_its_field(settings):
    settings.EMAIL_URL = "smtp://localhost"
    odd = complete(ends_at=START + 13 * HOUR)
    builders.session(odd, starts_at=START - HOUR, order=1)
    builders.appearance(odd, organisation="World Bank", order=1)
    builders.appearance(odd, builders.speaker(), is_confirmed=False, order=2)
    builders.document(odd)
    window = {"opens_at": odd.ends_at + HOUR, "closes_at": odd.ends_at + 2 * HOUR, "capacity": 0}
    type(odd.admission).objects.update(**window)

    assert anchors(odd) == [
        "id_ends_at",
        "sessions-1",
        "appearances-1",
        "documents-0",
        "id_admission-0-capacity",
        "id_admission-0-opens_at",
        "id_admission-0-closes_at",
    ]
    assert anchors(odd, now=START)[0] == "id_starts_at"
    assert "id_admission-0-capacity" not in anchors(odd, now=odd.ends_at)


def test_a_draft_is_published_by_its_page_and_once(organiser, django_assert_max_num_queries):
    webinar = builders.coming_webinar(status="draft")
    page = reverse("admin:events_webinar_publish", args=[webinar.pk])

    with django_assert_max_num_queries(14):
        asked = organiser.get(page).content.decode()
    change = reverse("admin:events_webinar_change", args=[webinar.pk])
    assert f'<a href="{change}#id_summary">There is no summary' in asked
    assert "Publish anyway" in asked
    assert Webinar.objects.get().status == "draft"

    for _press in range(2):
        assert organiser.post(page).url == change
    assert Webinar.objects.get().status == "published"


def test_what_would_break_the_page_cannot_be_published(organiser):
    webinar = builders.coming_webinar(status="draft")
    Webinar.objects.update(time_zone="Europe/Atlantis")
    page = reverse("admin:events_webinar_publish", args=[webinar.pk])

    assert "Has to be put right first:" in organiser.post(page).content.decode()
    assert Webinar.objects.get().status == "draft"


def test_the_form_of_the_webinar_leads_to_publishing_and_publishes_nothing(organiser):
    change = reverse("admin:events_webinar_add")
    start = timezone.localtime() + timedelta(days=9)
    typed = {
        "title": "Skills",
        "slug": "skills",
        "lang": "en",
        "format": "online",
        "time_zone": "Europe/Zurich",
        "starts_at": f"{start:%Y-%m-%d}T10:00",
        "ends_at": f"{start:%Y-%m-%d}T11:00",
        "status": "published",
        "_publish": "",
    }
    rows = [
        "organisers",
        "sittings",
        "sessions",
        "appearances",
        "documents",
        "takeaways",
        "admission",
        "questions",
    ]
    typed |= {f"{name}-{count}_FORMS": 0 for name in rows for count in ("TOTAL", "INITIAL")}

    answer = organiser.post(change, typed)

    webinar = Webinar.objects.get()
    assert answer.url == reverse("admin:events_webinar_publish", args=[webinar.pk])
    assert webinar.status == "draft"


def test_the_day_of_the_first_publishing_stays():
    webinar = builders.webinar(status="draft", published_at=None)

    changes.publish(webinar, NOW)
    changes.unpublish(webinar, NOW + HOUR, seen=0)
    changes.publish(webinar, NOW + 2 * HOUR)

    webinar.refresh_from_db()
    assert (webinar.status, webinar.published_at) == ("published", NOW)


def test_a_public_webinar_without_that_day_is_refused():
    with pytest.raises(IntegrityError, match="public_webinar_says_since_when"):
        builders.webinar(published_at=None)


def test_texts_of_the_site_with_places_to_fill_in_are_named_and_lead_to_where_that_is_done(client):
    Page.objects.exclude(slug="about").update(text="<p>All said.</p>")
    about, webinar = Page.objects.get(slug="about"), complete()
    publish = reverse("admin:events_webinar_publish", args=[webinar.pk])

    for user, address in (
        (builders.user(), reverse("admin:events_page_change", args=[about.pk])),
        (builders.member("organiser", webinar=webinar), about.get_absolute_url()),
    ):
        client.force_login(user)
        assert (
            f'<a href="{address}">“About these webinars” of this site has 1 place to fill in.</a>'
            in client.get(publish).text
        )
