"""A webinar is made anew for other days: what is described is copied, who came and what was sent is not."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from events.models import OldSlug, Webinar
from registrations import copying
from registrations.models import Admission, Question
from tests import builders
from tests.builders import START

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
WINTER = date(2026, 11, 27)


@pytest.fixture
def pattern():
    """A webinar on two days with something in each of its parts."""
    webinar = builders.two_sittings(text_after="<p>So it was.</p>")
    Webinar.objects.update(calendar_sequence=3, series=builders.series(), number=1, kicker="ILO")
    webinar.refresh_from_db()
    second = webinar.sittings.last()
    session = builders.session(webinar, title="Talks", sitting=second, starts_at=second.starts_at)
    appearance = builders.appearance(webinar, builders.speaker(), session=session, function="Director")
    file = {"file": "documents/a.pdf", "size": 9, "publish_at": START + 48 * HOUR}
    builders.document(webinar, session=session, appearance=appearance, **file)
    builders.organiser(webinar)
    builders.takeaway(webinar)
    OldSlug.objects.create(webinar=webinar, slug="earlier")
    secret = {"room_url": "https://meet.example.org/1", "room_instructions": "PIN 1234"}
    builders.admission(webinar=webinar, capacity=9, closes_at=START - HOUR, **secret)
    Question.objects.create(webinar=webinar, text="Why?", why="To know.", version=4)
    builders.registration(webinar)
    Webinar.objects.update(status="cancelled", status_reason="Storm")
    webinar.refresh_from_db()
    return webinar


def test_programme_and_admission_move_to_other_days_at_the_same_local_time(pattern):
    made = copying.copy(pattern, "Again", "again", WINTER)

    start = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)  # 10:00 in Zurich, in winter
    assert (made.title, made.slug, made.status, made.kicker) == ("Again", "again", "draft", "ILO")
    assert [each.starts_at for each in made.sittings.all()] == [start, start + 24 * HOUR]
    session, appearance, document = made.sessions.get(), made.appearances.get(), made.documents.get()
    assert (session.sitting, session.starts_at) == (made.sittings.last(), start + 24 * HOUR)
    assert (appearance.session, appearance.function) == (session, "Director")
    assert (document.session, document.appearance, document.publish_at) == (
        session,
        appearance,
        start + 48 * HOUR,
    )
    assert made.organisers.count() == made.questions.count() == 1
    assert (made.admission.capacity, made.admission.closes_at) == (9, start - HOUR)
    assert (made.series, made.number) == (pattern.series, None)


def test_people_room_files_and_what_came_of_it_are_not_copied(pattern):
    made = copying.copy(pattern, "Again", "again", WINTER)

    assert (made.admission.room_url, made.admission.room_instructions) == ("", "")
    assert (made.documents.get().file, made.documents.get().size) == ("", None)
    assert (made.text_after, made.status_reason, made.calendar_sequence) == ("", "", 0)
    assert made.calendar_uid != pattern.calendar_uid
    assert made.published_at is None
    assert made.questions.get().version == 1
    for parts in ("registrations", "takeaways", "old_slugs", "announcements", "enquiries", "team"):
        assert not getattr(made, parts).exists(), parts
    assert Admission.objects.get(webinar=pattern).room_url == "https://meet.example.org/1"


def test_a_webinar_is_duplicated_on_its_page_after_its_mistakes_are_told(client, pattern):
    client.force_login(builders.user())
    page = reverse("admin:events_webinar_copy", args=[pattern.pk])

    wrong = {"title": "Again & again", "slug": "earlier", "day": "31.2.2027"}
    refused = client.post(page, wrong).content.decode()
    for words in ("This was the address of another webinar", "Enter a valid date.", "Again &amp; again"):
        assert words in refused
    assert Webinar.objects.count() == 1

    made = client.post(page, wrong | {"slug": "again", "day": "2027-02-26"})
    again = Webinar.objects.get(slug="again")
    assert made.url == reverse("admin:events_webinar_change", args=[again.pk])
    assert again.starts_at == datetime(2027, 2, 26, 9, 0, tzinfo=UTC)


def test_a_copy_gets_an_address_made_of_its_title_unless_one_is_typed(client, pattern):
    client.force_login(builders.user())
    page = reverse("admin:events_webinar_copy", args=[pattern.pk])
    pattern.old_slugs.create(slug="again-2")
    client.post(page, {"title": "Again", "slug": "", "day": "2027-02-26"})

    client.post(page, {"title": "Again", "slug": "", "day": "2027-02-27"})

    copies = Webinar.objects.exclude(pk=pattern.pk).order_by("starts_at")
    assert [each.slug for each in copies] == ["again", "again-3"]
