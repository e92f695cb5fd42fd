"""Processes that end badly, and processes that fork: the embedded PostgreSQL outlives none of its holders."""

import os
import signal
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from tests.webinar_site.postgres_server import (
    DEADLINE,
    as_root,
    ask,
    connect,
    data,
    free,
    is_down,
    kill_server,
    leave,
    pid_of_server,
    started_at,
    told,
    until,
)
from webinar_site import postgres


def test_a_killed_holder_does_not_keep_the_server_up(home, holder):
    killed, other = holder(), holder()
    killed.kill()
    killed.wait()

    leave(other)

    assert is_down(home)


def test_a_server_left_by_killed_holders_is_stopped_by_the_next(home, holder):
    killed = holder()
    since = started_at(home)
    killed.kill()
    killed.wait()
    assert started_at(home) == since

    process = holder()

    assert started_at(home) == since
    leave(process)
    assert is_down(home)


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT], ids=["TERM", "INT"])
def test_a_signal_to_a_holder_and_its_children_does_not_reach_the_server(home, holder, sign):
    process, other = holder(start_new_session=True), holder()

    with closing(connect(home)) as connection, connection.cursor() as cursor:
        os.killpg(process.pid, sign)
        process.wait(DEADLINE)
        cursor.execute("SELECT 1")  # on the connection from before

    leave(other)
    assert is_down(home)


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT], ids=["TERM", "INT"])
def test_the_last_holder_stops_the_server_on_a_signal(home, holder, sign):
    process = holder(start_new_session=True)

    os.killpg(process.pid, sign)
    process.wait(DEADLINE)

    assert is_down(home)


@pytest.mark.parametrize("moment", ["data.new", "data", "data/postmaster.pid"])
def test_ctrl_c_while_the_server_starts_leaves_none_behind(home, holder, moment):
    process = holder(wait=False, start_new_session=True)
    until(lambda: (postgres.place(home) / moment).exists())

    os.killpg(process.pid, signal.SIGINT)

    _, errors = process.communicate(timeout=DEADLINE)
    assert is_down(home), errors + (home / "server.log").read_text()[-3000:]


@pytest.mark.parametrize("moment", ["data.new", "data", "data/postmaster.pid"])
def test_a_holder_killed_while_it_starts_the_server_leaves_nothing_half_made(home, holder, moment):
    killed = holder(wait=False)
    until(lambda: (postgres.place(home) / moment).exists())
    killed.kill()
    killed.wait()

    process = holder()

    assert ask(home, "SELECT 1") == (1,)
    leave(process)
    assert is_down(home)


def test_a_forked_child_keeps_the_server_up_though_its_parent_leaves(home, holder):
    parent = holder(home, "fork", wait=False)
    told(parent)
    assert parent.wait(DEADLINE) == 0
    since = started_at(home)

    leave(holder())

    assert started_at(home) == since


def test_a_forked_child_that_holds_anew_stops_the_server_as_the_last(home, holder):
    parent = holder(home, "fork-and-hold", wait=False)
    told(parent)
    assert parent.wait(DEADLINE) == 0
    assert ask(home, "SELECT 1") == (1,)

    leave(parent)  # until the child, which has its pipes, has ended

    assert is_down(home)


def test_a_killed_server_is_started_again_with_its_data(home, holder):
    first = holder(env={"DURABLE": "1"})
    ask(home, "CREATE TABLE kept AS SELECT 42 AS answer")
    kill_server(home)

    second = holder()

    assert ask(home, "SELECT answer FROM kept") == (42,)
    leave(first)
    assert ask(home, "SELECT answer FROM kept") == (42,)
    leave(second)
    assert is_down(home)


@pytest.fixture(params=["of the server's user", pytest.param("of root", marks=as_root)])
def stranger(request):
    """A process that happens to get the number of a killed server."""

    def start(home):
        user = {"user": data(home).stat().st_uid} if request.param == "of the server's user" else {}
        process = subprocess.Popen(["sleep", "600"], **user if os.geteuid() == 0 else {})
        request.addfinalizer(process.wait)
        request.addfinalizer(process.kill)
        return process

    return start


def give_number(home, old, new):
    for path in data(home) / "postmaster.pid", Path(postgres.embedded(home)["HOST"]) / ".s.PGSQL.5432.lock":
        lines = path.read_text().split("\n")
        assert lines[0] == str(old)
        path.write_text("\n".join([str(new), *lines[1:]]))


def test_a_start_leaves_a_stranger_with_the_number_of_a_killed_server_alone(home, holder, stranger):
    first = holder()
    old = kill_server(home)
    other = stranger(home)
    give_number(home, old, other.pid)

    second = holder()

    assert ask(home, "SELECT 1") == (1,)
    leave(first, second)
    assert is_down(home)
    assert other.poll() is None


def test_the_last_one_out_leaves_a_stranger_with_that_number_alone(home, holder, stranger):
    process = holder()
    old = kill_server(home)
    other = stranger(home)
    give_number(home, old, other.pid)

    leave(process)

    assert other.poll() is None


@pytest.mark.parametrize("content", ["", "no number\n"], ids=["empty", "garbled"])
def test_a_spoilt_pid_file_keeps_nothing_from_starting(home, holder, content):
    process = holder()
    kill_server(home)
    (data(home) / "postmaster.pid").write_text(content)
    leave(process)

    holder()

    assert ask(home, "SELECT 1") == (1,)


def test_a_start_waits_for_what_a_killed_server_left_running(home, holder):
    first = holder()
    busy = connect(home)
    backend = busy.info.backend_pid
    os.kill(backend, signal.SIGSTOP)
    os.kill(pid_of_server(home), signal.SIGKILL)
    second = holder(wait=False)
    until(lambda: not free(home / ".gate"))
    assert not is_down(home)

    os.kill(backend, signal.SIGCONT)

    assert Path(told(second)).is_dir()
    busy.close()
    leave(first, second)
