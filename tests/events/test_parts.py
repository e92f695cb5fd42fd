"""Parts of the webinar's page are kept under what they say: whatever changes is seen at once."""

import re
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from events.models import (
    Appearance,
    Document,
    Organisation,
    Organiser,
    Series,
    Session,
    Site,
    Sitting,
    Speaker,
    Takeaway,
    Webinar,
)
from registrations.models import Admission, Places
from tests import builders
from tests.states import webinar as states

PARTS = [Webinar, Series, Session, Appearance, Speaker, Document, Organiser, Organisation, Takeaway, Sitting]


@pytest.mark.django_db
def test_no_part_is_kept_past_a_change_of_any_text_that_it_may_show(client):
    path = states.archive()
    webinar = Webinar.objects.get(slug="skills")
    webinar.sittings.create(number=1, starts_at=webinar.starts_at, ends_at=webinar.ends_at, label="Day")
    caches["parts"].clear()
    seen = [page(client, path)]

    for model in [*PARTS, Site]:
        for field in model._meta.concrete_fields:
            if not isinstance(field, (models.CharField, models.TextField)) or not changed(model, field):
                continue
            kept = page(client, path)
            caches["parts"].clear()
            assert kept == page(client, path), f"{model.__name__}.{field.name}"
            seen.append(kept)

    assert len(set(seen)) > 25


def changed(model, field):
    """Give each row another text; return whether the database takes it and the page stays."""
    if field.name in {"slug", "status", "time_zone", "calendar_uid"} or field.choices:
        return False
    try:
        with transaction.atomic():
            return model.objects.update(**{field.name: f"x{field.name[:8]}"})
    except IntegrityError:
        return False


def page(client, path):
    return client.get(path, {"afresh": ""}).content


@pytest.mark.django_db
def test_a_document_appears_at_its_minute(client, monkeypatch):
    webinar = builders.coming_webinar()
    at = timezone.now() + timedelta(minutes=5)
    builders.document(webinar, title="Slides of the day", url="https://example.org/1", publish_at=at)

    before = page(client, webinar.get_absolute_url())
    monkeypatch.setattr("django.utils.timezone.now", lambda: at + timedelta(minutes=1))
    after = page(client, webinar.get_absolute_url())

    links = [b'href="https://example.org/1"' in text for text in (before, after)]
    assert links == [False, True]


@pytest.mark.django_db
def test_places_and_the_window_of_registration_are_seen_at_once(client):
    webinar = builders.coming_webinar()
    builders.admission(webinar=webinar, capacity=21)
    path = webinar.get_absolute_url()
    seen = [page(client, path)]

    for change in (
        lambda: Places.objects.create(webinar=webinar, taken=1),
        lambda: Places.objects.update(taken=2),
        lambda: Admission.objects.update(capacity=2),
        lambda: Admission.objects.update(closes_at=timezone.now() - timedelta(hours=1)),
        lambda: Admission.objects.update(closes_at=None, opens_at=timezone.now() + timedelta(hours=1)),
        lambda: Admission.objects.update(opens_at=timezone.now() + timedelta(hours=2)),
    ):
        change()
        seen.append(page(client, path))
        caches["parts"].clear()
        assert seen[-1] == page(client, path)

    assert len(set(seen)) == len(seen)


@pytest.mark.django_db
def test_the_countdown_goes_on_each_minute(client, monkeypatch):
    webinar = builders.coming_webinar()
    left = []
    for minutes in (50, 49):
        moment = webinar.starts_at - timedelta(minutes=minutes)
        monkeypatch.setattr("django.utils.timezone.now", lambda moment=moment: moment)
        shown = page(client, webinar.get_absolute_url()).decode()
        left.append(int(re.search(r"Starts in (\d+) minutes", shown)[1]))

    assert left[0] - left[1] == 1
