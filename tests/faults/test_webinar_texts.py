"""What organisers type as text, link or address of a webinar: cleaned, or refused with a sentence."""

import pytest
from django.apps import apps
from django.contrib.messages import get_messages
from django.db import IntegrityError, transaction
from django.db.models import URLField
from django.urls import reverse
from django_prose_editor.fields import ProseEditorField

from events.models import OldSlug, Speaker, Webinar
from events.richtext import MAX_CHARACTERS
from tests import builders, desk
from tests.builders import START
from tests.events.test_admin_times import ADMISSION
from tests.events.webinar_form import (
    ADD,
    KEPT,
    change,
    document_row,
    errors,
    page,
    refused,
    rows,
    saved,
    typed_again,
)

MATHS = "<math><mtext><table><mglyph><style><img src=x onerror=x()>"
NO_ADDRESS = {
    "Paste a web address, such as https://example.org/page.",
    "Enter an address that starts with https://.",
}
TRICKS = {
    '<p>A<script>alert(1)</script><img src=x onerror="x()"></p>': "<p>A</p>",
    '<a href="javascript:alert(1)">A</a><a href="data:text/html,x">B</a>': (
        '<a rel="noopener nofollow ugc">A</a><a rel="noopener nofollow ugc">B</a>'
    ),
    '<p style="position:fixed" id="id_title" class="x">A</p>': "<p>A</p>",
    '<form action="//evil.example"><input name="a"><iframe src="//evil.example"></iframe></form>A': "A",
    MATHS: "",
    '<a href="https://example.org">A</a>': '<a href="https://example.org" rel="noopener nofollow ugc">A</a>',
}


def test_markup_that_could_do_harm_is_cleaned_when_it_is_saved(organiser_client):
    """B68"""
    # What is no tag of HTML is text in what somebody types.
    tricks = TRICKS | {MATHS: "&lt;math&gt;&lt;mtext&gt;&lt;mglyph&gt;"}
    for number, (typed, kept) in enumerate(tricks.items()):
        fields = {"name": "Ada Example", "slug": f"ada-{number}", "biography": f"<p>x</p>{typed}"}
        none = {"links-TOTAL_FORMS": 0, "links-INITIAL_FORMS": 0}
        assert organiser_client.post("/admin/events/speaker/add/", fields | none).status_code == 302
        assert Speaker.objects.get(slug=f"ada-{number}").biography == f"<p>x</p>{kept}"


def columns(kind):
    """Return [(model, column)] of all columns of one kind, but for the trail, which is never typed."""
    return [
        (model, field)
        for app in ("events", "registrations")
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, kind) and not model.__name__.startswith("Historical")
    ]


def test_every_text_with_markup_is_cleaned():
    """B68: of webinars, sessions, series, speakers and pages."""
    texts = columns(ProseEditorField)
    for _model, field in texts:
        for typed, kept in TRICKS.items():
            assert field.clean(f"<p>x</p>{typed}", None) == f"<p>x</p>{kept}", field

    assert len(texts) == 7


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
    assert set(said) <= {
        "Paste a web address, such as https://example.org/page.",
        "Enter an address that starts with https://.",
    }
    assert f'value="{url}"' in shown


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "http://example.org/"])
def test_a_link_of_a_speaker_or_organisation_that_is_not_https_is_refused(organiser_client, url):
    """B71"""
    link = {"links-TOTAL_FORMS": 1, "links-INITIAL_FORMS": 0, "links-0-label": "Home", "links-0-url": url}
    typed = {"name": "Ada Example", "slug": "ada"}

    for name, fields in [("speaker", typed | link), ("organisation", typed | {"url": url})]:
        answer = organiser_client.post(f"/admin/events/{name}/add/", fields)
        said = set(errors(answer))
        assert said
        assert said <= {
            "Paste a web address, such as https://example.org/page.",
            "Enter an address that starts with https://.",
        }
        assert not Speaker.objects.exists()


def test_the_database_keeps_no_link_that_is_not_https(db):
    """B71: whatever code writes it."""
    desk.fill()
    links = columns(URLField)
    for model, field in links:
        for url in ("javascript:alert(1)", "file:///etc/passwd", "http://example.org/", "//example.org/"):
            with pytest.raises(IntegrityError, match="https"), transaction.atomic():
                model._default_manager.update(**{field.name: url})

    assert len(links) >= 5


@pytest.mark.parametrize(
    ("slug", "sentence"),
    [
        ("Füße", "Enter a valid “slug” consisting of letters, numbers, underscores or hyphens."),
        ("a/b", "Enter a valid “slug” consisting of letters, numbers, underscores or hyphens."),
        ("a" * 300, "Ensure this value has at most 100 characters (it has 300)."),
        ("taken", "Webinar with this Page address already exists."),
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
