"""A wrong value stops the start with a sentence that names the variable."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from webinar_site import environment

ROOT = Path(__file__).parent.parent.parent
DATABASE = {"DATABASE_URL": "postgres://user@host/name"}


@pytest.fixture
def variable(monkeypatch):
    """A function that sets THING, or takes it away when given None."""
    monkeypatch.delenv("THING", raising=False)
    monkeypatch.delenv("THING_FILE", raising=False)
    return lambda value: monkeypatch.setenv("THING", value)


@pytest.mark.parametrize(("value", "read"), [("true", True), ("True", True), ("false", False)])
def test_a_flag_is_true_or_false(variable, value, read):
    variable(value)

    assert environment.flag("THING", not read) is read


@pytest.mark.parametrize("value", ["ture", "yes", "1", "", " true"])
def test_a_misspelt_flag_is_refused(variable, value):
    variable(value)

    with pytest.raises(ImproperlyConfigured, match=r"^THING must be true or false, not "):
        environment.flag("THING", False)


@pytest.mark.parametrize("value", ["0", "11", "-1", "1e1", "five", "", "1.0", "²"])
def test_a_number_out_of_range_is_refused(variable, value):
    variable(value)

    with pytest.raises(ImproperlyConfigured, match=r"^THING must be a whole number from 1 to 10, not "):
        environment.number("THING", 5, 1, 10)


def test_a_number_is_read(variable):
    assert environment.number("THING", 5, 1, 10) == 5
    variable("10")
    assert environment.number("THING", 5, 1, 10) == 10


def test_words_are_parted_by_commas(variable):
    assert environment.words("THING") == []
    variable(" a.example, b.example,,")
    assert environment.words("THING") == ["a.example", "b.example"]


@pytest.mark.parametrize(
    "value",
    [
        "webinars.example.org",
        "ftp://webinars.example.org",
        "https://",
        "https://webinars.example.org/site",
        "https://webinars.example.org?x=1",
        "https://webinars.example.org:port",
        "https://user@webinars.example.org",
        "https://[::1",
        "",
    ],
)
def test_an_address_of_another_shape_is_refused(variable, value):
    variable(value)

    with pytest.raises(ImproperlyConfigured, match=r"^THING must look like https://"):
        environment.origin("THING", "")


def test_an_address_loses_its_last_slash_and_capitals(variable):
    variable("https://Webinars.Example.org:8443/")

    assert environment.origin("THING", "") == "https://webinars.example.org:8443"


def test_a_secret_can_lie_in_a_file(variable, monkeypatch, tmp_path):
    (tmp_path / "key").write_text("from the file\n")
    variable("from the environment")
    monkeypatch.setenv("THING_FILE", str(tmp_path / "key"))

    assert environment.text("THING") == "from the file"


def test_a_file_that_is_not_there_is_named(variable, monkeypatch, tmp_path):
    monkeypatch.setenv("THING_FILE", str(tmp_path / "gone"))

    with pytest.raises(ImproperlyConfigured, match=r"^THING_FILE: .*/gone cannot be read"):
        environment.text("THING")


def test_a_key_is_made_once_and_only_its_owner_reads_it(tmp_path):
    first = environment.kept_secret(tmp_path / "key")

    assert environment.kept_secret(tmp_path / "key") == first
    assert len(first) >= 50
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600


def test_an_empty_key_is_refused(tmp_path):
    (tmp_path / "key").touch()

    with pytest.raises(ImproperlyConfigured, match="is empty: delete it, or set SECRET_KEY"):
        environment.kept_secret(tmp_path / "key")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"SITE_URL": "https://webinars.example.org"}, "Set SECRET_KEY"),
        ({"SITE_URL": "https://webinars.example.org", "SECRET_KEY": "x" * 50}, "Set DATABASE_URL"),
        (
            {"SITE_URL": "https://webinars.example.org", "DEBUG": "true"},
            "DEBUG must be false when SITE_URL is https",
        ),
        ({"PROXIES": "true"}, "PROXIES must be a whole number from 0 to 9, not 'true'"),
        ({"DEBUG": "ture"}, "DEBUG must be true or false, not 'ture'"),
        ({"VAR_FOLDER": "/dev/null/var"}, "VAR_FOLDER: /dev/null/var cannot be made (Not a directory)"),
        ({"SITE_URL": "webinars.example.org"}, "SITE_URL must look like https://"),
        ({"DATABASE_URL": "sqlite:///site.db"}, "DATABASE_URL must name a PostgreSQL database"),
        ({"DATABASE_URL": "nonsense"}, "DATABASE_URL must name a PostgreSQL database"),
        ({"DATABASE_URL": "postgres://user:secret@host:port/name"}, "DATABASE_URL is not an address"),
        (DATABASE | {"CACHE_URL": "nonsense://x:secret@host"}, "CACHE_URL is not an address"),
        (DATABASE | {"EMAIL_URL": "nonsense://x:secret@host"}, "EMAIL_URL is not an address"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, dict) else "",
)
def test_the_site_does_not_start_with_a_wrong_setting(given, sentence, tmp_path):
    ended = subprocess.run(
        [sys.executable, "-c", "import webinar_site.settings"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "VAR_FOLDER": str(tmp_path), **given},
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert ended.returncode == 1
    last = ended.stderr.strip().splitlines()[-1]
    assert last.startswith("django.core.exceptions.ImproperlyConfigured: " + sentence)
    assert "secret" not in ended.stderr


def test_the_command_line_says_one_sentence_and_no_traceback(tmp_path):
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        capture_output=True,
        text=True,
        cwd=Path(__file__).resolve().parents[2],
        env={"PATH": os.environ["PATH"], "VAR_FOLDER": str(tmp_path), "SITE_URL": "https://example.org"},
    )

    assert done.returncode == 1
    assert done.stderr == "Cannot start: Set SECRET_KEY (50 random characters or more): SITE_URL is https\n"
