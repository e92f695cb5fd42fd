"""The trail: each row of what is published is kept as it was saved, with who, when and in which request.

For what is published only. Registrations and enquiries are to be forgotten and never have one.
"""

from contextlib import contextmanager

from django.db.models import BigIntegerField, GeneratedField
from simple_history.models import HistoricalRecords

NOT_TOLD = {"created_at", "updated_at", "published_at"}  # the trail knows better


class Trail(HistoricalRecords):
    """The trail of a model, at its attribute `history`; `of` names what its rows are parts of.

    Who did it is the number of the account, so that the row stays as it is when the account goes.
    What one request saved shares its number, which stands in the log, too.
    """

    def __init__(self, *of, secret=(), **options):
        self.searched_by = {"id", *of}
        super().__init__(
            excluded_fields=list(secret), history_user_id_field=BigIntegerField(null=True), **options
        )

    def fields_included(self, model):
        fields = super().fields_included(model)
        return [each for each in fields if not isinstance(each, GeneratedField) and each.name not in NOT_TOLD]

    def copy_fields(self, model):
        fields = super().copy_fields(model)
        for field in fields.values():
            field.db_index = field.name in self.searched_by
        return fields

    def get_meta_options(self, model):
        return super().get_meta_options(model) | {"default_permissions": ()}

    def get_change_reason_for_object(self, instance, history_type, using):
        return request_number()

    def post_save(self, instance, created, **kwargs):
        waiting = getattr(self.context, "waiting", None)
        if waiting is None:
            super().post_save(instance, created, **kwargs)
        else:
            waiting.setdefault((type(instance), created), []).append(instance)


def request_number():
    return getattr(getattr(Trail.context, "request", None), "id", None)


@contextmanager
def in_one_go():
    """Keep what is saved inside with one statement for each model: a long programme has a hundred rows."""
    waiting = Trail.context.waiting = {}
    try:
        yield
    finally:
        del Trail.context.waiting
    for (model, created), rows in waiting.items():
        model.history.bulk_history_create(rows, update=not created, default_change_reason=request_number())


def start(app, *names):
    """Return what a migration runs so that the trail starts with the rows that are there."""

    def run(apps, schema_editor):
        for name in names:
            table = apps.get_model(app, name)._meta.db_table
            trail = apps.get_model(app, f"Historical{name}")._meta
            own = [each.column for each in trail.fields if not each.name.startswith("history_")]
            columns = ", ".join(f'"{column}"' for column in own)
            schema_editor.execute(
                f'INSERT INTO "{trail.db_table}" ({columns}, history_date, history_type) '
                f"SELECT {columns}, now(), '+' FROM \"{table}\""
            )

    return run
