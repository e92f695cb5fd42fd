"""Migrations: none missing, each named by its deed, each with a way back."""

import re
from importlib import import_module
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import migrations

OURS = ["events", "registrations"]
NAME = re.compile(r"\d{4}_[a-z0-9]+(_[a-z0-9]+)*")


def found():
    root = Path(__file__).parent.parent
    return [
        (app, path.stem) for app in OURS for path in sorted((root / app / "migrations").glob("[0-9]*.py"))
    ]


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def named_by_deed(name):
    return bool(NAME.fullmatch(name)) and not re.search(
        r"_auto_|_(initial|alter|and_more|\d+)$|_and_\d+_more", name
    )


@pytest.mark.parametrize(("app", "name"), found())
def test_a_migration_is_named_by_what_it_does(app, name):
    assert named_by_deed(name)


def test_a_name_that_says_nothing_is_found():
    assert not named_by_deed("0002_auto_20261122_1500")
    assert not named_by_deed("0001_initial")
    assert not named_by_deed("0003_alter_webinar_title_and_more")
    assert named_by_deed("0004_webinar_registration_closes_at")


def one_way(operations):
    """Return the operations that cannot be undone."""
    return [
        operation
        for operation in operations
        if not operation.reversible
        or (
            isinstance(operation, migrations.SeparateDatabaseAndState)
            and one_way(operation.database_operations)
        )
    ]


@pytest.mark.parametrize(("app", "name"), found())
def test_a_migration_has_a_way_back(app, name):
    assert one_way(import_module(f"{app}.migrations.{name}").Migration.operations) == []


def test_a_migration_without_a_way_back_is_found():
    operation = migrations.RunPython(lambda *_: None)

    assert one_way([operation]) == [operation]
    assert one_way([migrations.RunPython(lambda *_: None, migrations.RunPython.noop)]) == []


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_database_can_be_taken_down_and_built_again():
    try:
        call_command("migrate", "registrations", "zero", verbosity=0, interactive=False)
        call_command("migrate", "events", "zero", verbosity=0, interactive=False)
    finally:
        call_command("migrate", verbosity=0, interactive=False)
