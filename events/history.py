"""What the trail says of one page and its rows: who changed what and when, the latest first."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import F, ForeignKey, Max, Value, Window
from django.db.models.functions import Lag
from django.utils.text import capfirst

from events.at_once import select, with_key
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

    @property
    def name(self):
        return self.model._meta.model_name

    def records(self, key):
        return self.trail.objects.filter(**{self.link or "id": key}).order_by()


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
    account: int | None


def parts_of(model, others):
    """Return the Parts of a page: the page itself, and those of the other models that have a trail."""
    links = [
        Part(other, next(each.name for each in other._meta.fields if each.related_model is model))
        for other in others
        if hasattr(other, "history")
    ]
    return [Part(model), *links]


def rows(key, parts):
    """Return what the trail holds of the page with this key and its parts, the latest first: one query.

    Of each: number of the part, key of the row, keys of this state and the one before, moment, request
    and account.
    """
    before = Window(Lag("history_id"), partition_by=F("id"), order_by="history_id")
    columns = ["part", "id", "history_id", "before"]
    columns += ["history_date", "history_change_reason", "history_user_id"]
    found = [
        part.records(key).annotate(part=Value(number), before=before).values_list(*columns, named=True)
        for number, part in enumerate(parts)
    ]
    return found[0].union(*found[1:], all=True).order_by("-history_date", "-history_id")


def states(key, parts):
    """Return {part: {key of a row: key of its latest state}} of a page, in one query."""
    found = [
        part.records(key).values_list(Value(number), "id").annotate(Max("history_id"))
        for number, part in enumerate(parts)
    ]
    latest = {}
    for number, row, state in found[0].union(*found[1:], all=True):
        latest.setdefault(parts[number].name, {})[row] = state
    return latest


def presses(parts, found):
    """Return the Presses in which these rows() were saved, in words."""
    kept = fetched(parts, found)
    names = names_of(parts, kept)
    people = User.objects.in_bulk({row.history_user_id for row in found if row.history_user_id})
    told = []
    for (account, _request), group in groupby(found, key=at_once):
        group = list(group)
        steps = [step(parts[row.part], kept[row.part], row, names) for row in reversed(group)]
        steps = [each for each in steps if each]
        if steps:
            told.append(Press(people.get(account, account), group[0].history_date, steps, account))
    return told


def at_once(row):
    """Return what the rows that one request saved share; without a request, those of one second."""
    return row.history_user_id, row.history_change_reason or row.history_date.replace(microsecond=0)


def fetched(parts, found):
    """Return {key of a state: its record} for each part, in one query."""
    keys = [set() for _part in parts]
    for row in found:
        keys[row.part] |= {row.history_id, row.before} - {None}
    wanted = [(part.trail, with_key(part.trail, each), "") for part, each in zip(parts, keys, strict=True)]
    return [{record.history_id: record for record in records} for records in select(wanted)]


def names_of(parts, kept):
    """Return {(model, key): name} of what the records point at, in one query."""
    wanted = {}
    for part, records in zip(parts, kept, strict=True):
        for field in part.fields:
            if isinstance(field, ForeignKey):
                keys = {getattr(record, field.attname) for record in records.values()} - {None}
                wanted.setdefault(field.related_model, set()).update(keys)
    found = select([(model, with_key(model, keys), joined(model)) for model, keys in wanted.items()])
    return {(model, row.pk): str(row) for model, rows in zip(wanted, found, strict=True) for row in rows}


def joined(model):
    return "speaker" if hasattr(model, "speaker") else ""


def step(part, records, row, names):
    """Return what became of one row; None if nothing of which the trail tells."""
    record, before = records[row.history_id], records.get(row.before)
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


def clear_words(model, keys):
    """Take the words out of what the admin noted on these rows; who changed one and when stays."""
    noted = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(model))
    noted.filter(object_id__in=[str(key) for key in keys]).update(object_repr="–", change_message="")
