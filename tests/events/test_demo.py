from datetime import datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command

from events import pdf
from events.demo import content, loading
from events.models import Document, OldSlug, Organisation, Series, Speaker, Webinar
from events.phase import phase_of
from events.programme import programme
from registrations.models import Admission
from tests import builders

ZURICH = ZoneInfo("Europe/Zurich")
REFERENCE, OPEN = content.REFERENCE["slug"], content.OPEN["slug"]


@pytest.fixture(autouse=True)
def without_pango(db, monkeypatch):
    """As on a machine without the system library: quick, and it must work there."""

    def missing(html):
        raise pdf.PangoMissing

    monkeypatch.setattr(pdf, "build", missing)


def demo(*options):
    said = StringIO()
    call_command("demo", *options, stdout=said)
    return said.getvalue().strip()


def everything():
    return [
        list(model.objects.order_by("pk").values())
        for model in (Webinar, Series, Speaker, Organisation, Document, Admission)
    ]


def reference():
    return Webinar.objects.get(slug=REFERENCE)


def test_the_reference_webinar_is_told_as_it_was():
    demo()

    webinar = reference()
    assert webinar.title == "Covid-19: Activation for recovery"
    assert webinar.kicker == "ILO and World Employment Confederation Webinar"
    assert webinar.starts_at == datetime(2020, 9, 25, 10, 0, tzinfo=ZURICH)
    assert webinar.ends_at == datetime(2020, 9, 25, 11, 30, tzinfo=ZURICH)
    assert (webinar.series.title, webinar.number) == ("2020 summer webinars", 2)
    assert [str(organiser) for organiser in webinar.organisers.all()] == [
        "International Labour Organization (ILO)",
        "World Employment Confederation (WEC)",
    ]
    assert webinar.takeaways.count() == 4
    assert webinar.contact_email.endswith("@example.org")


def test_its_speakers_stand_in_order_and_in_no_session():
    demo()

    listed = programme(reference(), builders.NOW).appearances
    assert [person.name for person in listed] == [
        "Mr. Sangheon Lee",
        "Ms. Annemarie Muntz",
        "Mr. Tom Hadley",
        "Ms. Kristine Langenbucher",
        "Mr. Denis Pennel",
        "Ms. Susanne Kraatz",
        "Paul Comyn",
        "Ms. Murielle Antille",
        "Mr. Pedro Moreno da Fonseca",
    ]
    assert [person.name for person in listed if person.roles == ["Moderator"]] == ["Mr. Tom Hadley"]
    assert [person.name for person in listed if not person.is_confirmed] == ["Ms. Kristine Langenbucher"]
    assert listed[0].position == "Director, Employment Policy Department, ILO"
    assert not reference().appearances.exclude(session=None).exists()


def test_its_documents_can_be_fetched_and_the_report_is_announced(client):
    demo()

    groups = programme(reference(), builders.NOW).documents
    assert [(group.name, len(group.documents), group.available) for group in groups] == [
        ("Presentation slides", 2, True),
        ("Final report", 1, False),
    ]
    for document in groups[0].documents:
        response = client.get(document.get_absolute_url())
        assert b"".join(response.streaming_content).startswith(b"%PDF-")
        assert (document.format, document.pages) == ("PDF", 1)


def test_with_pango_its_programme_is_a_document(monkeypatch):
    monkeypatch.setattr(pdf, "build", lambda html: b"%PDF-1.7 " + html.encode())

    demo()

    with reference().documents.get(kind="programme").file.open() as file:
        assert b"Covid-19: Activation for recovery" in file.read()


def test_the_open_example_lies_three_weeks_ahead():
    now = datetime(2026, 10, 10, 23, 30, tzinfo=ZURICH)  # the clocks change in between

    webinar = loading.load(now)[OPEN]

    assert webinar.starts_at == datetime(2026, 10, 31, 10, 0, tzinfo=ZURICH)
    assert webinar.ends_at - webinar.starts_at == timedelta(minutes=90)
    assert phase_of(webinar, now).name == "upcoming"


def test_the_open_example_has_places_and_nobody_invented():
    demo()

    webinar = Webinar.objects.get(slug=OPEN)
    assert webinar.admission.capacity == 60
    assert webinar.series is None
    assert webinar.sessions.count() == 2
    assert [appearance.role for appearance in webinar.appearances.all()] == ["moderator"] + ["speaker"] * 3
    assert not webinar.appearances.exclude(speaker=None).exists()
    assert not webinar.appearances.filter(organisation="").exists()


def test_the_programme_of_the_example_fills_its_time():
    demo()

    webinar = Webinar.objects.get(slug=OPEN)
    first, second = webinar.sessions.all()
    assert [webinar.starts_at, first.ends_at, second.ends_at] == [
        first.starts_at,
        second.starts_at,
        webinar.ends_at,
    ]


def test_all_of_it_passes_the_checks_of_the_forms():
    demo()

    for webinar in Webinar.objects.all():
        webinar.full_clean()
        for part in (*webinar.sessions.all(), *webinar.appearances.all(), *webinar.documents.all()):
            part.full_clean()
    for row in (
        *Series.objects.all(),
        *Organisation.objects.all(),
        *Speaker.objects.all(),
        *Admission.objects.all(),
    ):
        row.full_clean()


def test_loading_twice_changes_nothing():
    assert demo() == "Demo: 2 of 2 webinars loaded."
    before = everything()

    assert demo() == "Demo: it is loaded already."
    assert everything() == before


def test_what_someone_edited_is_left_alone():
    demo()
    Webinar.objects.filter(slug=REFERENCE).update(title="Ours now")
    Speaker.objects.filter(slug="paul-comyn").update(name="P. Comyn")
    Admission.objects.update(capacity=5)
    before = everything()

    demo()

    assert everything() == before


def test_a_webinar_that_moved_away_does_not_come_back():
    demo()
    webinar = reference()
    Webinar.objects.filter(pk=webinar.pk).update(slug="elsewhere")
    OldSlug.objects.create(webinar=webinar, slug=REFERENCE)

    assert demo() == "Demo: it is loaded already."


def test_what_was_there_before_is_used_and_not_changed():
    series = builders.series(slug="2020-summer-webinars", title="Our series")
    builders.webinar(series=series, number=2)
    builders.organisation(name="World Employment Confederation", short_name="")

    demo()

    series.refresh_from_db()
    assert series.title == "Our series"
    assert (reference().series, reference().number) == (series, None)
    assert Organisation.objects.get(name="World Employment Confederation").short_name == ""


def test_where_there_is_a_webinar_if_empty_loads_nothing():
    builders.webinar()

    assert demo("--if-empty") == ""
    assert Webinar.objects.count() == 1


def test_where_there_is_none_if_empty_loads_the_demo():
    assert demo("--if-empty") == "Demo: 2 of 2 webinars loaded."
