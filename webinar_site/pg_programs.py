"""PostgreSQL's own programs for the site's database: of the right version, and how they sign in."""

import os
import re
import subprocess
from contextlib import suppress
from pathlib import Path

from django.db.backends.postgresql.client import DatabaseClient

from webinar_site import postgres

DEBIANS = Path("/usr/lib/postgresql")  # a folder for each version; the ones in PATH choose among them


class NoProgram(Exception):
    """No such program of the right version is installed; the message says what to do."""


def command(name: str, database) -> list[str]:
    """Return the start of a command line that calls a program on this database. Raises NoProgram.

    The password is not on it, where every user of the machine could read it: see `environment`.
    """
    arguments, _ = DatabaseClient.settings_to_cmd_args_env(database.settings_dict, [])
    *login, dbname = arguments[1:]
    return [str(found(name, server_version(database))), *login, f"--dbname={dbname}"]


def environment(database) -> dict[str, str]:
    """Return the variables for such a program: where and as whom to sign in, nothing else of ours."""
    _, variables = DatabaseClient.settings_to_cmd_args_env(database.settings_dict, [])
    return {"PATH": os.defpath, "LC_ALL": "C", "PGCLIENTENCODING": "UTF8", **(variables or {})}


def server_version(database) -> int:
    """Return the first number of the server's version, such as 18."""
    return database.pg_version // 10_000


def found(name: str, version: int) -> Path:
    """Return the program of this version, else of the next newer one: an older one cannot read the server."""
    installed = {version_of(path): path for path in reversed(list(candidates(name)))}
    fitting = [each for each in installed if each >= version]
    if fitting:
        return installed[min(fitting)]
    others = ", ".join(f"{each} ({path})" for each, path in sorted(installed.items()) if each)
    raise NoProgram(
        f"{name} must be of PostgreSQL {version} or newer, like the server; found: {others or 'none'}. "
        f"Install it (on Debian: postgresql-client-{version})."
    )


def candidates(name):
    """Yield the places of a program, the one to prefer among equals first."""
    with suppress(postgres.PostgresRefused):
        yield postgres.binaries(name)
    folders = [Path(folder) for folder in os.get_exec_path()]
    for folder in [*folders, *sorted(DEBIANS.glob("*/bin"))]:
        if (folder / name).is_file():
            yield folder / name


def version_of(program) -> int:
    """Return the first number of a program's version; 0 if it does not run."""
    with suppress(OSError, subprocess.SubprocessError):
        told = subprocess.check_output([program, "--version"], text=True, stderr=subprocess.DEVNULL)
        if number := re.search(r"\(PostgreSQL\) (\d+)", told):
            return int(number[1])
    return 0
