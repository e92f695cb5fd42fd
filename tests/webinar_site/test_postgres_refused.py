"""What is refused, with a sentence that says what to do."""

import os
import subprocess
import sys

import pytest

from tests.webinar_site.postgres_server import HOLDER, as_root, data, is_down, leave, refusal
from webinar_site import postgres


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
