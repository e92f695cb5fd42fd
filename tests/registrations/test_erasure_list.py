"""Whoever had their data erased stays erased, whatever backup comes back."""

import logging
import os
import re
from datetime import timedelta

import pytest
from django.core.management import call_command

from registrations import erasure, erasure_list
from registrations.models import Erasure, Places, Registration
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.ERASURES_FOLDER = tmp_path / "erasures"
    return settings.ERASURES_FOLDER


def erased(**fields):
    """Somebody who registered and was erased; and the row as a backup of the time between holds it."""
    registration = builders.registration(builders.webinar(), **fields)
    backup = Registration.objects.filter(pk=registration.pk).values().get()
    erasure.erase(registration, NOW)
    return backup


def restore(backup):
    Places.objects.filter(webinar=backup["webinar_id"]).update(taken=1)
    Registration.objects.filter(pk=backup["id"]).delete()
    Registration.objects.bulk_create([Registration(**backup)])
    return Registration.objects.get(pk=backup["id"])


def test_who_was_erased_is_erased_again_after_a_restore(capsys):
    backup = erased(name="Ada Example", email="ada@example.org")
    erasure_list.write_down()
    other = builders.registration(builders.webinar(), name="Grace Sample")
    assert restore(backup).email == "ada@example.org"

    call_command("forget", replay=True)

    again = Registration.objects.get(pk=backup["id"])
    assert (again.name, again.email, again.erased_at is None) == ("", "", False)
    other.refresh_from_db()
    assert other.name == "Grace Sample"
    assert capsys.readouterr().out == "1 registrations erased again.\n"


def test_asked_twice_it_erases_nobody_more(capsys):
    backup = erased()
    erasure_list.write_down()
    restore(backup)

    assert [erasure.replay(NOW), erasure.replay(NOW)] == [1, 0]


def test_a_key_that_has_been_changed_since_still_finds_them(settings):
    backup = erased()
    erasure_list.write_down()
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key, as long as it has to be, for tests and nothing else"
    restore(backup)

    assert erasure.replay(NOW) == 1


def test_whoever_registers_with_the_same_reference_later_is_somebody_else():
    backup = erased()
    erasure_list.write_down()
    new = builders.registration(builders.webinar(), now=NOW + timedelta(days=1))
    Registration.objects.filter(pk=new.pk).update(reference=backup["reference"])

    assert erasure.replay(NOW) == 0


def test_the_list_names_nobody_and_is_readable_by_its_owner_only(folder):
    backup = erased(name="Ada Example", email="ada@example.org")

    assert erasure_list.write_down() == 1

    path = folder / erasure_list.NAME
    assert re.fullmatch(r"2026-09-01T08:00:00\+00:00 [0-9a-f]{64}\n", path.read_text())
    assert backup["reference"] not in path.read_text()
    assert path.stat().st_mode & 0o777 == 0o600


def test_each_erasure_has_one_line_and_leaves_the_database(folder):
    for _ in range(3):
        erased()

    assert [erasure_list.write_down(), erasure_list.write_down()] == [3, 0]

    assert len((folder / erasure_list.NAME).read_text().splitlines()) == 3
    assert not Erasure.objects.exists()


def test_a_crash_between_commit_and_line_loses_nothing(folder, monkeypatch):
    erased()
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", broken)
        with pytest.raises(KeyboardInterrupt):
            erasure_list.write_down()
    assert Erasure.objects.count() == 1

    erasure_list.write_down()

    assert len(erasure_list.listed()) == 1
    assert not Erasure.objects.exists()


def broken(_file):
    raise KeyboardInterrupt


def test_a_line_cut_off_by_a_crash_spoils_no_other(folder):
    backup = erased()
    folder.mkdir()
    (folder / erasure_list.NAME).write_text("2026-09-01T08:00:00+00:00 0123abc")

    erasure_list.write_down()
    restore(backup)

    assert erasure.replay(NOW) == 1


def test_a_folder_that_cannot_be_written_to_is_told_and_tried_again(folder, caplog):
    erased()
    folder.write_text("a file, where the folder should be")

    with caplog.at_level(logging.ERROR, "registrations"):
        assert erasure_list.write_down() == 0

    assert caplog.messages == ["The list of erasures cannot be written: File exists"]
    assert Erasure.objects.count() == 1


def test_without_a_list_nothing_is_replayed():
    builders.registration(builders.webinar())

    assert erasure.replay(NOW) == 0
