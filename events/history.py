"""What the trail says of one page and its rows: who changed what and when, the latest first."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db.models import F, ForeignKey, Value, Window
from django.db.models.functions import Lag
from django.utils.text import capfirst

from events.comparison import differences
from events.models import User

LABELS = ["title", "sentence", "text", "label", "name", "speaker_id", "organisation_id", "organisation"]


@dataclass(frozen=True)
class Part:
    """A model of which the page is, or has rows; `link` is the field that points at the page."""

    model: type
    link: str = ""

    @property
    def trail(self):
        return self.model.history.model

    @property
    def fields(self):
        """The fields of which the trail tells: those that organisers type."""
        return [
            each
            for each in self.trail.tracked_fields
            if each.editable and not each.primary_key and each.name != self.link
        ]

    @property
    def has_secrets(self):
        return bool(self.trail._history_excluded_fields)

    def records(self, page):
        return self.trail.objects.filter(**{self.link or "id": page.pk}).order_by()


@dataclass
class Step:
    """What became of one row: "+", "~" or "-", as the trail has it."""

    what: str
    deed: str
    differences: list


@dataclass
class Press:
    """What was saved at once; `who` is an account, else its number, else None: the site itself."""

    who: object
    at: datetime
    steps: list


def parts_of(model, others):
    """Return the Parts of a page: the page itself, and those of the other models that have a trail."""
    links = [
        Part(other, next(each.name for each in other._meta.fields if each.related_model is model))
        for other in others
        if hasattr(other, "history")
    ]
    return [Part(model), *links]


def rows(page, parts):
    """Return what the trail holds of the page and its parts, the latest first, in one query.

    Each row is (number of the part, key, key of the one before, moment, request, account).
    """
    before = Window(Lag("history_id"), partition_by=F("id"), order_by="history_id")
    columns = ["part", "history_id", "before", "history_date", "history_change_reason", "history_user_id"]
    found = [
        part.records(page).annotate(part=Value(number), before=before).values_list(*columns)
        for number, part in enumerate(parts)
    ]
    return found[0].union(*found[1:], all=True).order_by("-history_date", "-history_id")


def presses(parts, found):
    """Return the Presses in which these rows() were saved, in words."""
    kept = [fetched(part, number, found) for number, part in enumerate(parts)]
    names = names_of(parts, kept)
    people = User.objects.in_bulk({row[5] for row in found if row[5]})
    told = []
    for (account, _request), group in groupby(found, key=at_once):
        group = list(group)
        steps = [step(parts[row[0]], kept[row[0]], row, names) for row in reversed(group)]
        steps = [each for each in steps if each]
        if steps:
            told.append(Press(people.get(account, account), group[0][3], steps))
    return told


def at_once(row):
    """Return what the rows that one request saved share; without a request, those of one second."""
    return row[5], row[4] or row[3].replace(microsecond=0)


def fetched(part, number, found):
    keys = {key for row in found if row[0] == number for key in row[1:3] if key}
    return part.trail.objects.in_bulk(keys) if keys else {}


def names_of(parts, kept):
    """Return {(model, key): name} of what the records point at, by one query for each model."""
    wanted = {}
    for part, records in zip(parts, kept, strict=True):
        for field in part.fields:
            if isinstance(field, ForeignKey):
                keys = {getattr(record, field.attname) for record in records.values()} - {None}
                wanted.setdefault(field.related_model, set()).update(keys)
    return {
        (model, row.pk): str(row)
        for model, keys in wanted.items()
        if keys
        for row in named(model).filter(pk__in=keys)
    }


def named(model):
    rows = model._default_manager.all()
    return rows.select_related("speaker") if hasattr(model, "speaker") else rows


def step(part, records, row, names):
    """Return what became of one row; None if nothing of which the trail tells."""
    record, before = records[row[1]], records.get(row[2])
    deed = record.history_type
    old, new = {"+": (None, record), "-": (record, None)}.get(deed, (before, record))
    known = deed != "~" or before
    found = differences(part.fields, old, new, names) if known else []
    if deed == "~" and not found and not part.has_secrets:
        return None
    return Step(title(part, record, names), deed, found)


def title(part, record, names):
    """Return "Session: Opening"."""
    kind = capfirst(str(part.model._meta.verbose_name))
    fields = {each.attname: each for each in part.fields if not each.choices}
    for label in LABELS:
        value = getattr(record, label) if label in fields else None
        if value:
            related = fields[label].related_model
            return f"{kind}: {names.get((related, value), '–') if related else value}"
    return kind
