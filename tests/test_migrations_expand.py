"""C25: a release makes the tables wider while the program before it goes on with them; no lock lasts long.

Held against each migration, but those in BEFORE: when they came, the site ran nowhere yet.
"""

from importlib import import_module

import pytest
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

from tests.test_migrations import found

BEFORE = {"events": "0013", "registrations": "0022"}  # the last of each that nobody has to go on during
CONCURRENTLY = (AddIndexConcurrently, RemoveIndexConcurrently)
MANY = {"registration", "message", "journalentry", "answer", "attendance"}  # tables with very many rows
NARROWER = (
    migrations.RemoveField,
    migrations.RenameField,
    migrations.DeleteModel,
    migrations.RenameModel,
    migrations.AlterModelTable,
)


def complaints(operations, is_atomic=True):
    """Yield what is wrong for a web server of the release before, and what locks a table for long."""
    made = {each.name.lower() for each in operations if isinstance(each, migrations.CreateModel)}
    for operation in operations:
        if getattr(operation, "model_name", "").lower() in made:
            continue
        for is_wrong, sentence in RULES:
            if is_wrong(operation):
                yield sentence
        if isinstance(operation, CONCURRENTLY) and is_atomic:
            yield "an index is built beside the work outside a transaction: atomic = False"
        if isinstance(operation, migrations.RunPython) and len(operations) > 1:
            yield "rows that are rewritten hold the lock of the table: a migration of its own"


def must_be_given(field):
    return not (field.null or field.has_db_default() or field.many_to_many or field.generated)


def concerns_many(operation, kind):
    return (
        type(operation) is kind and operation.model_name.lower() in MANY
    )  # concurrently is a kind of its own


RULES = [
    (
        lambda operation: isinstance(operation, NARROWER),
        "the program before still asks for it: in a release of its own, with contract = True",
    ),
    (
        lambda operation: isinstance(operation, migrations.AddField) and must_be_given(operation.field),
        "the program before stores rows without it: null=True or db_default",
    ),
    (
        lambda operation: concerns_many(operation, migrations.AddIndex),
        "nobody can register while it is built: AddIndexConcurrently",
    ),
    (
        lambda operation: concerns_many(operation, migrations.AddConstraint),
        "nobody can register while all rows are read: AddConstraintNotValid, later ValidateConstraint",
    ),
]


def expanding():
    """Yield (app, name, migration) of those that come while the release before still runs."""
    for app, name in found():
        migration = import_module(f"{app}.migrations.{name}").Migration
        if name[:4] > BEFORE[app] and not getattr(migration, "contract", False):
            yield app, name, migration


@pytest.mark.parametrize(("app", "name", "migration"), list(expanding()))
def test_the_release_before_goes_on_during_a_migration(app, name, migration):
    """C25"""
    assert list(complaints(migration.operations, migration.atomic)) == []


TEXT = models.CharField(max_length=9)
CONDITION = models.CheckConstraint(condition=models.Q(pk__gt=0), name="a")
WRONG = {
    "null=True or db_default": migrations.AddField("enquiry", "a", TEXT),
    "in a release of its own": migrations.RemoveField("enquiry", "a"),
    "AddIndexConcurrently": migrations.AddIndex("message", models.Index("id", name="a")),
    "AddConstraintNotValid": migrations.AddConstraint("answer", CONDITION),
    "atomic = False": AddIndexConcurrently("message", models.Index("id", name="a")),
}
RIGHT = [
    migrations.CreateModel("Badge", [("id", models.BigAutoField(primary_key=True))]),
    migrations.AddField("badge", "a", TEXT),
    migrations.AddField("enquiry", "a", models.CharField(max_length=9, db_default="")),
    migrations.AddField("enquiry", "b", models.CharField(max_length=9, null=True)),
    migrations.AddConstraint("badge", CONDITION),
]


@pytest.mark.parametrize(("sentence", "operation"), WRONG.items())
def test_what_the_release_before_cannot_live_with_is_found(sentence, operation):
    (told,) = complaints([operation])

    assert sentence in told


def test_rows_are_moved_apart_from_tables():
    move = migrations.RunPython(migrations.RunPython.noop, migrations.RunPython.noop)

    assert list(complaints([move])) == []
    assert len(list(complaints([*RIGHT, move]))) == 1


def test_what_makes_tables_wider_is_let_through():
    assert list(complaints(RIGHT)) == []
