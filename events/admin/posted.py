"""Forms as a browser sends them: taken apart row by row, completed and put together again."""

import re
from dataclasses import dataclass, field

from django import forms

# Of a row. What is longer is none; Python itself refuses to read a number of more than 4,300 digits.
NUMBER = re.compile(r"[0-9]{1,18}")


@dataclass
class Row:
    """One row of a set of rows: {field: [texts]} and {field: file}, the prefix under which it was sent."""

    prefix: str = ""
    texts: dict = field(default_factory=dict)
    files: dict = field(default_factory=dict)
    notes: list = field(default_factory=list)

    @property
    def key(self):
        """Return the key of the row in the database, None for a new one."""
        text = next(iter(self.texts.get("id", [])), "")
        return int(text) if NUMBER.fullmatch(text) else None

    @property
    def is_to_go(self):
        return bool(self.texts.get("DELETE"))


def take_rows(data, files, prefix):
    """Take a set of rows out of what was sent; return its Rows in order."""
    pattern = re.compile(rf"(initial-)?{re.escape(prefix)}-({NUMBER.pattern})-(.+)")
    rows = {}
    for source, kind in ((data, "texts"), (files, "files")):
        for name in list(source):
            match = pattern.fullmatch(name)
            if match:
                before, number, own = match.groups()
                row = rows.setdefault(int(number), Row(f"{prefix}-{number}"))
                getattr(row, kind)[(before or "") + own] = source.pop(name)
    return [rows[number] for number in sorted(rows)]


def put_rows(data, files, prefix, rows):
    """Put a set of rows in again: those of the database first, as Django wants them."""
    rows = sorted(rows, key=lambda row: row.key is None)
    for number, row in enumerate(rows):
        row.prefix = f"{prefix}-{number}"
        for source, values in ((data, row.texts), (files, row.files)):
            for name, value in values.items():
                own = name.removeprefix("initial-")
                source.setlist(f"{name[: -len(own)]}{row.prefix}-{own}", value)
    data[f"{prefix}-TOTAL_FORMS"] = len(rows)
    data[f"{prefix}-INITIAL_FORMS"] = sum(row.key is not None for row in rows)
    return rows


def as_sent(form):
    """Return {field: [texts]} as a browser would send the form untouched; files are sent once only."""
    return {bound.name: texts(bound) for bound in form if not isinstance(bound.field, forms.FileField)}


def texts(bound):
    widget, value = bound.field.widget, bound.value()
    if isinstance(widget, forms.CheckboxInput):
        return ["on"] if value else []
    shown = widget.format_value(value)
    if isinstance(shown, list | tuple):
        return [str(each) for each in shown]
    return ["" if shown is None else str(shown)]
