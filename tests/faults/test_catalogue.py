"""Every row of the catalogue is a test that says its id: bad inputs (B), concurrency and faults (C)."""

import re
from pathlib import Path

TESTS = Path(__file__).parent.parent
ROWS = {
    "B1 registration form": range(1, 21),
    "B2 addresses": [21, *range(23, 29)],  # the catalogue has no B22, B30 and B84
    "B3 links": [29, *range(31, 38)],
    "B4 uploads": range(38, 52),
    "B5 contact form": range(52, 59),
    "B6 organisers' pages": [59, *range(61, 77)],
    "B7 exports": range(77, 83),
    "B8 calendars": [83, 85, 86, 87],
    "B10 HTTP": [*range(92, 99), *range(101, 105), 106, 107, 108, 110],
}
FAULTS = [*range(1, 7), 8, *range(10, 20), *range(21, 33)]
WAITING = {"B76": "registrations are not imported from files"}  # what is not built yet, with a reason
PARTLY = {  # tested as far as it is built
    "B101": "nginx takes slow forms in; how fast the others are then: bench/slow_clients.py",
}
ID = re.compile(r"\b[BC]\d{2,3}\b")


def ids_of(path):
    """Return the ids in the docstrings of a file's tests, and those that the file is about as a whole."""
    text = path.read_text()
    docstrings = re.findall(r'def test_\w+\([^)]*\):\n    """(.*?)"""', text, re.S)
    docstrings += re.findall(r'\A"""(.*?)"""', text, re.S)
    return {each for docstring in docstrings for each in ID.findall(docstring)}


def known_ids():
    return {each for path in TESTS.rglob("test_*.py") for each in ids_of(path)}


def test_every_row_is_a_test_or_waits_with_a_reason():
    rows = {f"B{number:02}" for numbers in ROWS.values() for number in numbers}

    assert rows - known_ids() == set(WAITING)
    assert PARTLY.keys() <= known_ids()


def test_every_fault_is_a_test():
    assert {f"C{number:02}" for number in FAULTS} <= known_ids()


def test_a_row_that_waits_has_its_reason_no_longer_than_it_waits():
    assert not WAITING.keys() & known_ids()
