"""How much is tried: `make test` on every commit; `make test-long` (TEST_LONG=1) has the full rounds.

And what holds in every test: the log names nobody.
"""

import logging
import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "default",
    max_examples=200,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.register_profile("long", settings.get_profile("default"), max_examples=2000)
settings.load_profile("long" if os.environ.get("TEST_LONG") == "1" else "default")


@pytest.fixture(autouse=True)
def nobody_stands_in_the_log():
    from tests.names_in_log import Names  # Django is not set up yet when this file is read

    names = Names()
    logging.getLogger().addHandler(names)
    yield
    logging.getLogger().removeHandler(names)
    assert names.lines == []


@pytest.fixture
def var_folder():
    """A folder for another process of the site; PostgreSQL's user may enter it, unlike `tmp_path`."""
    folder = Path(tempfile.mkdtemp(dir=os.environ["TEST_FOLDER"]))
    folder.chmod(0o711)
    return folder


@pytest.fixture
def nobody_has_guessed():
    """No network has tried a wrong link in this process; nor afterwards."""
    from registrations import limits  # Django is not set up yet when this file is read
    from registrations.views import holder

    limits.guesses.clear()
    holder.kept.clear()
    yield
    limits.guesses.clear()
    holder.kept.clear()


@pytest.fixture
def organiser_client(client, db):
    """A browser in which an organiser with every right has signed in."""
    from tests import builders  # Django is not set up yet when this file is read

    client.force_login(builders.user())
    return client
