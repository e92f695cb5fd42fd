"""Monitoring is told what is wrong, without names, versions or numbers of people."""

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from registrations.models import Heartbeat, Message
from tests import builders
from webinar_site import health


def test_the_process_is_alive_without_a_database(client):
    answer = client.get("/livez")

    assert (answer.status_code, answer.json()) == (200, {"live": True})


@pytest.fixture
def worker(db):
    """A function that makes a worker which was seen so many seconds ago."""
    return lambda ago=0: Heartbeat.objects.touch("worker", timezone.now() - timedelta(seconds=ago))


def test_a_fresh_site_is_ready(client, worker):
    worker()

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()) == (200, {"ready": True, "problems": []})
    assert answer["Cache-Control"] == "private, no-store"


def test_a_mail_that_waits_too_long_is_a_problem(client, worker):
    worker()
    builders.message(now=timezone.now() - timedelta(minutes=11))

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()) == (503, {"ready": False, "problems": ["mail"]})


def test_a_mail_that_has_just_become_due_is_none(client, worker):
    worker()
    builders.message(now=timezone.now() - timedelta(minutes=9))

    assert client.get("/readyz").status_code == 200


@pytest.mark.parametrize("is_skipped", [True, False])
def test_mails_that_were_given_up_or_skipped_are_none(client, worker, is_skipped):
    worker()
    builders.message(now=timezone.now() - timedelta(hours=5))
    Message.objects.update(failed_at=timezone.now(), is_skipped=is_skipped)

    assert client.get("/readyz").status_code == 200


def test_a_mail_that_was_refused_and_is_tried_again_later_is_none(client, worker):
    worker()
    builders.message(now=timezone.now() - timedelta(hours=5))
    Message.objects.update(due_at=timezone.now() + timedelta(minutes=50), attempts=8)

    assert client.get("/readyz").status_code == 200


@pytest.mark.parametrize("ago", [61, None], ids=["61 seconds ago", "never"])
def test_a_worker_that_was_not_seen_for_a_minute_is_a_problem(client, worker, ago):
    if ago:
        worker(ago)

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()) == (503, {"ready": False, "problems": ["worker"]})


def test_one_worker_of_several_is_enough(client, worker):
    worker(61)
    Heartbeat.objects.touch("another", timezone.now())

    assert client.get("/readyz").status_code == 200


def test_workers_not_seen_for_an_hour_are_forgotten(worker):
    worker(3601)
    Heartbeat.objects.touch("another", timezone.now())

    assert list(Heartbeat.objects.values_list("name", flat=True)) == ["another"]


def test_a_missing_migration_is_a_problem(client, db):
    MigrationRecorder.Migration.objects.filter(app="registrations").delete()

    assert client.get("/readyz").json() == {"ready": False, "problems": ["migrations"]}


def test_a_database_that_is_gone_is_a_problem(rf, monkeypatch):
    def gone(now):
        raise DatabaseError("could not connect to server at 10.0.0.7 as webinar")
        yield

    monkeypatch.setattr(health, "what_is_wrong", gone)

    answer = health.ready(rf.get("/readyz"))

    assert (answer.status_code, json.loads(answer.content)) == (
        503,
        {"ready": False, "problems": ["database"]},
    )


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
def test_health_is_only_read(client, path):
    assert client.post(path).status_code == 405
