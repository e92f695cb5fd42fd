"""The folder of the socket: private, noted once and for all."""

import os
import pwd
import shutil
from pathlib import Path

import pytest

from tests.webinar_site.postgres_server import as_root, data, leave, refusal
from webinar_site import postgres


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
