"""What the documents name is there: variables, files, targets."""

import ast
import re
from pathlib import Path

import pytest

from registrations.models import Attendance, Enquiry, Registration

ROOT = Path(__file__).parent.parent
DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
MACHINE = re.compile(r"/(?:root|work|Users)/|/home/(?!webinars\b)|/tmp/")


def read_variables(source):
    """Return the names that a module reads through webinar_site.environment or os.environ."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            function = ast.unparse(node.func)
            if function.startswith(("environment.", "os.environ.", "os.getenv")):
                found.add(node.args[0].value)
        elif isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ":
            found.add(ast.literal_eval(node.slice))
    return found


def headings(text):
    return set(re.findall(r"^## `(\w+)`$", text, re.M))


def test_each_variable_has_its_heading_and_each_heading_its_variable():
    modules = [ROOT / "webinar_site" / name for name in ("settings.py", "postgres.py")]
    read = set().union(*(read_variables(module.read_text()) for module in modules))

    assert headings((ROOT / "docs/configuration.md").read_text()) == read


def columns(model):
    """Return the columns of a table but for its key and its references to others."""
    fields = model._meta.concrete_fields
    return {field.name for field in fields if not field.primary_key and not field.is_relation}


@pytest.mark.parametrize("model", [Registration, Attendance, Enquiry], ids=lambda model: model.__name__)
def test_each_column_about_a_visitor_is_explained(model):
    explained = set(re.findall(r"`(\w+)`", (ROOT / "docs/data.md").read_text()))

    assert columns(model) - explained - {"stretch"} == set()


def test_a_variable_is_found_however_it_is_read():
    source = (
        "environment.flag('A', True)\nos.environ.get('B')\nos.environ['C']\nos.getenv('D')\nother.get('E')"
    )

    assert read_variables(source) == {"A", "B", "C", "D"}
    assert headings("# `A`\n## `B`\n## C\n") == {"B"}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_what_a_document_links_to_is_there(document):
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text())

    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_each_target_and_command_a_document_names_exists(document):
    targets = set(re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(), re.M))
    commands = {path.stem for path in ROOT.glob("*/management/commands/*.py")}
    commands |= {"migrate", "collectstatic", "createcachetable", "check", "makemigrations", "shell"}
    text = document.read_text()

    assert set(re.findall(r"`make ([a-z-]+)", text)) - targets == set()
    assert set(re.findall(r"manage\.py ([a-z_]+)", text)) - commands == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_a_document_names_no_folder_of_one_machine(document):
    assert MACHINE.findall(document.read_text()) == []


def test_the_check_of_folders_can_fail():
    assert MACHINE.findall("see /root/x and /home/someone/y") == ["/root/", "/home/"]
