"""The one table of `make bench`: each measurement notes its figures, `bench/all.py` prints them."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

HEADINGS = ("", "what", "figure", "floor", "ratio", "goal", "")


@dataclass
class Row:
    """One figure beside its floor, if it has one, and its goal; all in words but `is_met`."""

    number: str  # of the goal: P1 to P10
    what: str
    figure: str
    goal: str
    is_met: bool
    floor: str = ""
    ratio: str = ""


def note(*columns, **more):
    """Add a Row to the table, if there is one: a measurement that runs alone has none."""
    if path := os.environ.get("BENCH_TABLE"):
        with Path(path).open("a") as file:
            file.write(json.dumps(asdict(Row(*columns, **more))) + "\n")


def printed(path):
    """Print the rows noted in a file, by number; return whether all goals are met."""
    rows = [Row(**json.loads(line)) for line in Path(path).read_text().splitlines()]
    rows.sort(key=lambda row: int(row.number[1:]))
    lines = [HEADINGS]
    for row in rows:
        verdict = "met" if row.is_met else "MISSED"
        lines.append((row.number, row.what, row.figure, row.floor, row.ratio, row.goal, verdict))
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    for line in lines:
        print("  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip())
    return all(row.is_met for row in rows)
