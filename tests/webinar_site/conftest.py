"""Folders and holders of an embedded PostgreSQL; nothing here touches the server of this test run."""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.webinar_site.postgres_server import HOLDER, remove, told
from webinar_site import postgres


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
