"""The record for administrators: who exported, sent, changed rights, and what was forgotten."""

from io import StringIO

import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import call_command
from django.urls import reverse

from events import record
from events.models import Page, Record, User
from registrations import announcements, retention
from registrations.models import Announcement, RetentionRun
from tests import builders
from tests.builders import NOW

LIST = reverse("admin:events_record_changelist")


def rows():
    return [(each.kind, each.by_id, each.about, each.count) for each in Record.objects.order_by("pk")]


def test_what_leaves_the_site_is_recorded_without_a_registrant(client, db):
    user, webinar = builders.user(), builders.webinar(title="Skills for all")
    builders.registration(webinar, name="Ada Example", email="ada@example.org")
    builders.registration(builders.webinar())
    client.force_login(user)

    address = reverse("admin:registrations_registration_export")
    for query, form in ((f"?webinar__id__exact={webinar.pk}", "csv"), ("", "xlsx")):
        list(client.post(address + query, {"format": form}).streaming_content)
    letter = Announcement.objects.create(webinar=webinar, kind="message", subject="News", text="Some news.")
    announcements.send(letter, NOW, user)
    for _twice in range(2):
        retention.forget(NOW)

    assert rows() == [
        ("export", user.pk, "Skills for all", 1),
        ("export", user.pk, "", 2),
        ("message", user.pk, "Skills for all: News", 1),
        ("forgetting", None, "", 0),
    ]
    shown = client.get(LIST).content.decode()
    assert all(words in shown for words in ("of several webinars", "Skills for all: News", "the site"))
    assert "4 entries" in shown
    assert "ada@example.org" not in shown
    found = client.get(f"{LIST}?kind__exact=export&by__id__exact={user.pk}").context["cl"].result_list
    assert [each.kind for each in found] == ["export", "export"]


def test_an_account_that_is_gone_is_named_by_its_number(client, db):
    administrator, other = builders.user(), builders.user("other@example.org", name="Grace Sample")
    record.note(Record.Kind.RIGHTS, administrator, NOW, "reader → organiser", account=other)
    client.force_login(administrator)
    assert "Grace Sample: reader → organiser" in client.get(LIST).content.decode()
    number = other.pk

    other.delete()

    shown = client.get(LIST).content.decode()
    assert f"deleted account no. {number}: reader → organiser" in shown
    assert "Grace Sample" not in shown


@pytest.mark.django_db
def test_the_record_is_for_administrators_and_cannot_be_changed(client):
    organiser = User.objects.create_user("reader@example.org", is_staff=True)
    record.note(Record.Kind.FORGETTING, None, NOW)
    client.force_login(organiser)
    assert client.get(LIST).status_code == 403

    client.force_login(builders.user("administrator@example.org"))

    change = reverse("admin:events_record_change", args=[Record.objects.get().pk])
    assert client.post(change, {"kind": "export"}).status_code == 403
    assert (
        client.post(reverse("admin:events_record_delete", args=[Record.objects.get().pk])).status_code == 403
    )


@pytest.mark.parametrize(
    "name", ["events_record", "events_page", "registrations_retentionrun", "registrations_enquiry"]
)
def test_what_belongs_to_no_webinar_is_told_in_the_zone_of_the_latest(organiser_client, name):
    builders.webinar(time_zone="Asia/Tokyo")
    record.note(Record.Kind.FORGETTING, None, NOW)
    Page.objects.update(updated_at=NOW)
    RetentionRun.objects.create(day=NOW.date(), started_at=NOW, finished_at=NOW)
    builders.enquiry(created_at=NOW)

    page = organiser_client.get(reverse(f"admin:{name}_changelist")).text

    assert "1 September 2026, 17:00 JST" in page
    assert "UTC" not in page


def test_rights_of_an_account_are_recorded_and_its_name_goes_with_it(client, db):
    administrator = builders.user()
    client.force_login(administrator)
    typed = {"email": "grace@example.org", "name": "Grace Sample", "is_active": "on", "is_staff": "on"}
    client.post(reverse("admin:events_user_add"), typed)
    grace = User.objects.get(email="grace@example.org")
    client.post(reverse("admin:events_user_change", args=[grace.pk]), typed | {"is_superuser": "on"})
    client.post(reverse("admin:events_user_delete", args=[grace.pk]), {"post": "yes"})
    call_command("organiser", "new@example.org", stdout=StringIO())

    assert [(each.by_id, each.about) for each in Record.objects.order_by("pk")] == [
        (administrator.pk, "may sign in: yes, organiser: yes, superuser status: no"),
        (administrator.pk, "superuser status: yes"),
        (administrator.pk, "account deleted"),
        (None, "may sign in: yes, organiser: yes, superuser status: yes"),
    ]
    assert set(LogEntry.objects.values_list("object_repr", flat=True)) == {"–"}
