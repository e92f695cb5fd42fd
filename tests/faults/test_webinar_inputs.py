"""What organisers type on a webinar's page: refused with a sentence, what was typed is kept."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from events.models import OldSlug, Session, Speaker, Webinar
from events.richtext import MAX_CHARACTERS
from registrations.models import Admission
from tests import builders
from tests.builders import START
from tests.events.test_admin_times import ADMISSION
from tests.events.webinar_form import (
    ADD,
    change,
    document_row,
    errors,
    page,
    rows,
    saved,
    session_row,
    typed_again,
)

YEARS = "Enter a date in the years 2000 to 2100."
KEPT = {"title": "Kept & whole", "summary": "Kept, too"}


def refused(client, address, typed):
    """Post; return the sentences and what came back, after a look at what was to be kept."""
    response = client.post(address, typed)
    assert response.status_code == 200
    shown = response.content.decode()
    assert 'value="Kept &amp; whole"' in shown
    assert 'value="Kept, too"' in shown
    return errors(response), shown


@pytest.mark.parametrize(
    ("start", "end", "sentences"),
    [
        ("0001-01-01T00:00", "0001-01-01T01:00", {YEARS}),
        ("9999-12-31T22:00", "9999-12-31T23:00", {YEARS}),
        ("10000-01-01T10:00", "10000-01-01T11:00", {"Enter a valid date/time."}),
        ("2026-09-25T10:00", "2026-09-25T09:59", {"The webinar must end after it starts."}),
        ("2026-09-25T10:00", "2026-09-25T10:00", {"The webinar must end after it starts."}),
        ("2026-09-25T10:00", "2029-09-25T10:00", {"A webinar lasts a year at most: is the end right?"}),
    ],
)
def test_times_that_cannot_be_are_refused(organiser_client, start, end, sentences):
    """B59"""
    said, shown = refused(organiser_client, ADD, page(**KEPT, starts_at=start, ends_at=end))

    assert set(said) == sentences
    assert f'value="{start}"' in shown
    assert not Webinar.objects.exists()


def test_a_session_keeps_to_the_time_of_a_published_webinar(organiser_client):
    """B59"""
    webinar = builders.webinar()
    outside = rows(
        "sessions", session_row(title="Late", starts_at="2026-09-25T11:00", ends_at="2026-09-25T12:00")
    )

    said, _shown = refused(organiser_client, change(webinar), typed_again(webinar, **KEPT, **outside))

    assert said == ["This does not lie within the time of the webinar."]
    assert not Session.objects.exists()


def test_a_sitting_of_three_days_is_refused(organiser_client):
    """B59"""
    long = rows("sittings", {"starts_at": "2026-09-25T10:00", "ends_at": "2026-09-28T10:00"})

    said, _shown = refused(organiser_client, ADD, page(**KEPT, **long))

    assert said == ["A sitting lasts a day at most: enter one for each day."]


def test_a_webinar_is_not_moved_to_an_end_three_years_later(organiser_client):
    """B59"""
    webinar = builders.coming_webinar()
    typed = {
        "time_zone": "Europe/Zurich",
        "seen": 0,
        "start_1": "2030-01-01T10:00",
        "end_1": "2033-01-01T10:00",
    }

    shown = organiser_client.post(
        reverse("admin:events_webinar_act", args=[webinar.pk, "move"]), typed | {"do": ""}
    )

    assert "A webinar lasts a year at most" in shown.content.decode()


@pytest.mark.parametrize("zone", ["Europe/Atlantis", "Europe/Zurihc", "", "GB", "../../etc/passwd"])
def test_a_zone_is_one_of_the_list(organiser_client, zone):
    """B61"""
    said, shown = refused(organiser_client, ADD, page(**KEPT, time_zone=zone))

    assert len(said) == 1
    assert 'value="2026-09-25T10:00"' in shown


def test_a_webinar_whose_zone_is_no_more_can_be_given_another(organiser_client):
    """B61"""
    webinar = builders.webinar(status="draft")
    Webinar.objects.update(time_zone="Europe/Atlantis")

    assert organiser_client.get(change(webinar)).status_code == 200
    saved(organiser_client, change(webinar), typed_again(webinar, time_zone="Europe/Rome"))

    assert Webinar.objects.get().time_zone == "Europe/Rome"


def test_a_zone_changed_after_people_registered_shows_both_times_and_asks_whether_to_tell(organiser_client):
    """B61"""
    webinar = builders.registration(builders.coming_webinar()).webinar
    start = webinar.starts_at.astimezone(webinar.zone)
    typed = {
        "time_zone": "Asia/Tokyo",
        "seen": 0,
        "start_1": f"{start:%Y-%m-%dT%H:%M}",
        "end_1": f"{start + timedelta(minutes=90):%Y-%m-%dT%H:%M}",
        "tell": "on",
    }
    act = reverse("admin:events_webinar_act", args=[webinar.pk, "move"])

    shown = organiser_client.post(act, typed).content.decode()
    for words in ("Zurich", "Tokyo", f"{start:%H:%M}"):
        assert words in shown
    organiser_client.post(act, typed | {"do": ""})

    webinar.refresh_from_db()
    assert (webinar.time_zone, webinar.calendar_sequence) == ("Asia/Tokyo", 1)


@pytest.mark.parametrize(
    ("capacity", "sentence"),
    [
        ("-1", "Ensure this value is greater than or equal to 0."),
        ("2147483648", "Ensure this value is less than or equal to 2147483647."),
        ("2147483647", "Enter at most 1,000,000 places, or leave it empty for no limit."),
        ("many", "Enter a whole number."),
    ],
)
def test_a_number_of_places_that_is_none_is_refused(organiser_client, capacity, sentence):
    """B62"""
    typed = page(**KEPT, **rows("admission", {"capacity": capacity} | ADMISSION))

    assert refused(organiser_client, ADD, typed)[0] == [sentence]
    assert not Admission.objects.exists()


def test_fewer_places_than_people_throw_nobody_out_and_say_so(organiser_client):
    """B62: with 0 all join the waitlist, without a number there is no limit."""
    webinar = builders.admission(webinar=builders.coming_webinar(), capacity=2).webinar
    for _person in range(2):
        builders.registration(webinar)
    Admission.objects.update(capacity=1)

    assert "2 of 1" in organiser_client.get("/admin/events/webinar/").content.decode()
    assert builders.registration(webinar).status == "waitlisted"
    Admission.objects.update(capacity=0)
    assert builders.registration(webinar).status == "waitlisted"
    Admission.objects.update(capacity=None)
    assert builders.registration(webinar).status == "registered"
    assert webinar.registrations.attendees().count() == 3


TRICKS = {
    '<p>A<script>alert(1)</script><img src=x onerror="x()"></p>': "<p>A</p>",
    '<a href="javascript:alert(1)">A</a><a href="data:text/html,x">B</a>': (
        '<a rel="noopener nofollow ugc">A</a><a rel="noopener nofollow ugc">B</a>'
    ),
    '<p style="position:fixed" id="id_title" class="x">A</p>': "<p>A</p>",
    '<form action="//evil.example"><input name="a"><iframe src="//evil.example"></iframe></form>A': "A",
    "<math><mtext><table><mglyph><style><img src=x onerror=x()>": "",
    '<a href="https://example.org">A</a>': '<a href="https://example.org" rel="noopener nofollow ugc">A</a>',
}


def test_markup_that_could_do_harm_is_cleaned_when_it_is_saved(organiser_client):
    """B68"""
    for number, (typed, kept) in enumerate(TRICKS.items()):
        fields = {"name": "Ada Example", "slug": f"ada-{number}", "biography": typed}
        none = {"links-TOTAL_FORMS": 0, "links-INITIAL_FORMS": 0}
        assert organiser_client.post("/admin/events/speaker/add/", fields | none).status_code == 302
        assert Speaker.objects.get(slug=f"ada-{number}").biography == kept


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("<p>" * 330_000, "Shorten the text to 50,000 characters"),
        ("<ul><li>" * 30 + "A", "Use less formatting: parts of this text lie more than 40 levels deep."),
        ('<a href="https://example.org">A</a>' * 50_000, "Shorten the text to 50,000 characters"),
        (
            '<img src="data:image/png;base64,' + "A" * MAX_CHARACTERS + '">',
            "Shorten the text to 50,000 characters",
        ),
    ],
    ids=["a megabyte", "nested", "50,000 links", "a picture inside"],
)
def test_a_text_too_long_or_too_deep_is_refused_before_it_is_cleaned(organiser_client, text, sentence):
    """B69"""
    said, _shown = refused(organiser_client, ADD, page(**KEPT, text_before=text))

    assert [each[: len(sentence)] for each in said] == [sentence]


def test_a_text_pasted_from_a_word_processor_keeps_its_words(organiser_client):
    """B69"""
    pasted = '<p class="MsoNormal" style="mso-x:y"><o:p></o:p><b><span>Why</span></b> skills<!--[if gte]-->'

    webinar = saved(organiser_client, ADD, page(text_before=pasted))

    assert webinar.text_before == "<p>Why skills</p>"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "http://example.org/room"])
def test_a_link_that_is_not_https_is_refused_wherever_one_is_typed(organiser_client, url):
    """B71"""
    typed = page(
        **KEPT,
        **rows("admission", {"room_url": url, "meeting_privacy_url": url} | ADMISSION),
        **rows("documents", document_row(url=url)),
    )

    said, shown = refused(organiser_client, ADD, typed)

    assert said
    assert set(said) <= {"Enter a valid URL.", "Enter an address that starts with https://."}
    assert f'value="{url}"' in shown


@pytest.mark.parametrize(
    ("slug", "sentence"),
    [
        ("Füße", "Enter a valid “slug” consisting of letters, numbers, underscores or hyphens."),
        ("a/b", "Enter a valid “slug” consisting of letters, numbers, underscores or hyphens."),
        ("a" * 300, "Ensure this value has at most 100 characters (it has 300)."),
        ("taken", "Webinar with this Address already exists."),
        ("earlier", "This was the address of another webinar, and still leads there. Choose another."),
    ],
    ids=["not ASCII", "a slash", "300 letters", "taken", "recycled"],
)
def test_an_address_that_cannot_be_is_refused(organiser_client, slug, sentence):
    """B74"""
    OldSlug.objects.create(webinar=builders.webinar(slug="taken"), slug="earlier")

    assert refused(organiser_client, ADD, page(**KEPT, slug=slug))[0] == [sentence]
    assert Webinar.objects.count() == 1


def test_any_word_can_be_an_address_and_an_earlier_one_leads_to_it(organiser_client):
    """B74: webinars have a folder of their own, so no word is reserved; a changed address redirects."""
    webinar = builders.webinar(slug="register")
    for slug in ("add", "admin", "calendar", "fr"):
        saved(organiser_client, change(webinar), typed_again(webinar, slug=slug))
        assert organiser_client.get(f"/webinars/{slug}/").status_code == 200
        webinar.refresh_from_db()

    answer = organiser_client.get("/webinars/register/")
    assert (answer.status_code, answer.url) == (301, "/webinars/fr/")


def test_a_webinar_with_registrations_is_not_deleted_and_its_page_says_why(organiser_client):
    """B75"""
    webinar = builders.registration(builders.webinar(starts_at=START)).webinar
    delete = reverse("admin:events_webinar_delete", args=[webinar.pk])

    for answer in (organiser_client.get(delete), organiser_client.post(delete, {"post": "yes"})):
        assert answer.url == change(webinar)
        assert "It cannot be deleted while it has registrations" in str(
            list(get_messages(answer.wsgi_request))[-1]
        )
    assert Webinar.objects.exists()
