"""The rules of docs/structure.md. Each checker is proven on a bad snippet, so that it can fail."""

import ast
import re

from django.db.backends.postgresql import psycopg_any

from tests.sources import ROOT, broken, python_files

FORBIDDEN = {"events": {"registrations", "webinar_site", "tests"}, "registrations": {"webinar_site", "tests"}}
FLOORS = {  # of registrations: a module imports from its own floor or a lower one
    "models": 0,
    "text": 1,
    "links": 1,
    "admitting": 1,
    "kept_forms": 1,
    "limits": 1,
    "noted": 1,
    "own_data": 1,
    "patience": 1,
    "visitor_form": 1,
    "calendar": 1,
    "cells": 1,
    "checklist": 1,
    "export": 2,
    "timeline": 1,
    "chart": 1,
    "erasure_list": 1,
    "failures": 1,
    "questions": 1,
    "letter": 1,
    "offer": 1,
    "outcomes": 1,
    "door": 1,
    "mails": 2,
    "outbox": 3,
    "delivery": 3,
    "seats": 3,
    "enquiries": 3,
    "erasure": 3,
    "details": 3,
    "attendance": 3,
    "personal_links": 3,
    "reminders": 3,
    "changes": 3,
    "copying": 3,
    "announcements": 3,
    "retention": 3,
    "mail_health": 3,
    "sweep": 3,
    "verify": 3,
    "form_fields": 4,
    "forms": 4,
    "views": 5,
    "admin": 5,
    "urls": 5,
    "personal_urls": 5,
    "templatetags": 5,
    "management": 5,
    "apps": 5,
}


def imported(source):
    """Return the dotted names that a module imports, those inside functions included."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {f"{'.' * node.level}{node.module or ''}.{alias.name}" for alias in node.names}
    return names


def wrong_way(app, source):
    return sorted(name for name in imported(source) if name.split(".")[0] in FORBIDDEN.get(app, ()))


def test_imports_point_one_way():
    for app in FORBIDDEN:
        assert broken(python_files(app), lambda path, app=app: wrong_way(app, path.read_text())) == {}


def test_an_import_the_wrong_way_is_found():
    assert wrong_way("events", "def f():\n    from registrations.seats import fill") == [
        "registrations.seats.fill"
    ]
    assert wrong_way("registrations", "import webinar_site.settings") == ["webinar_site.settings"]
    assert wrong_way("registrations", "from events.models import Webinar") == []


def too_high(floor, source):
    """Return what a module of `floor` imports from above; unknown modules have no floor and fail."""
    parts = [name.split(".") for name in imported(source)]
    return sorted(part[1] for part in parts if part[0] == "registrations" and FLOORS.get(part[1], 9) > floor)


def floor_of(path):
    module = path.relative_to(ROOT / "registrations").parts[0].removesuffix(".py")
    assert module in FLOORS, f"give {module} a floor, here and in docs/structure.md"
    return FLOORS[module]


def test_a_module_of_registrations_imports_from_its_own_floor_or_lower():
    modules = [path for path in python_files("registrations") if path != ROOT / "registrations/__init__.py"]

    assert broken(modules, lambda path: too_high(floor_of(path), path.read_text())) == {}


def test_an_import_from_a_higher_floor_is_found():
    assert too_high(2, "from registrations import outbox") == ["outbox"]
    assert too_high(2, "from registrations.outbox import queue") == ["outbox"]
    assert too_high(5, "from registrations import helpers") == ["helpers"]
    assert too_high(3, "from registrations import outbox, mails") == []


def is_status(part):
    """A webinar's status is for changes.py, an enquiry's for enquiries.py, any other for seats.py."""
    return part.attr == "status" and getattr(part.value, "id", "") not in {"webinar", "enquiry"}


def writes_of_status(source):
    """Return the lines that set a registration's status: by assignment, or by update() and the like."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            named = [part for target in targets for part in ast.walk(target)]
            if any(isinstance(part, ast.Attribute) and is_status(part) for part in named):
                found.append(node.lineno)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            writes = node.func.attr in {
                "update",
                "create",
                "get_or_create",
                "update_or_create",
                "bulk_create",
            }
            if writes and any(word.arg == "status" for word in node.keywords):
                found.append(node.lineno)
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"Registration", "setattr"}:
            values = [word.arg for word in node.keywords] + [
                getattr(part, "value", None) for part in node.args
            ]
            if "status" in values:
                found.append(node.lineno)
    return found


def test_only_seats_writes_a_status():
    others = [path for path in python_files("registrations", "webinar_site") if path.name != "seats.py"]

    assert broken(others, lambda path: writes_of_status(path.read_text())) == {}


def test_a_write_of_a_status_is_found():
    assert writes_of_status("registration.status = 'cancelled'") == [1]
    assert writes_of_status("a, row.status = 1, 2") == [1]
    assert writes_of_status("webinar.status = 'cancelled'") == []
    assert writes_of_status("rows.filter(pk=1).update(status='registered')") == [1]
    assert writes_of_status("Registration(status='registered')") == [1]
    assert writes_of_status("setattr(row, 'status', 'cancelled')") == [1]
    assert writes_of_status("rows.filter(status='registered')\nstatus = row.status") == []
    assert writes_of_status((ROOT / "registrations/seats.py").read_text()) != []


def test_the_driver_is_psycopg2():
    assert psycopg_any.is_psycopg3 is False
    for lock in ROOT.glob("requirements*.txt"):
        assert not re.search(r"^psycopg(\[.*\])?==", lock.read_text(), re.M)
