"""The site's settings, with a database and folders that live as long as the test run."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if "TEST_FOLDER" not in os.environ:
    # Made by the first process; the parallel ones inherit the environment.
    os.environ["TEST_FOLDER"] = tempfile.mkdtemp(prefix="webinar-site-tests-")
    os.chmod(os.environ["TEST_FOLDER"], 0o711)  # as root: PostgreSQL's user passes through
    # Run last: exit handlers go backwards, and the server is released by a later one.
    atexit.register(shutil.rmtree, os.environ["TEST_FOLDER"], ignore_errors=True)
    if "DATABASE_URL" not in os.environ:
        atexit.register(lambda: shutil.rmtree(DATABASES["default"]["HOST"], ignore_errors=True))
for name in ("SITE_URL", "EMAIL_URL", "MAIL_FROM", "CACHE_URL", "MEDIA_FOLDER", "DEBUG", "LANGUAGES"):
    os.environ.pop(name, None)
os.environ["VAR_FOLDER"] = os.environ["TEST_FOLDER"]
os.environ["SECRET_KEY"] = "a key for tests only, as long as it has to be, no secret"

from webinar_site import postgres  # noqa: E402

if "DATABASE_URL" not in os.environ:
    # Held before the settings do: a test database need not survive a power cut.
    postgres.hold(Path(os.environ["VAR_FOLDER"]) / "postgres", durable=False)
from webinar_site.settings import *  # noqa: E402, F403
from webinar_site.settings import DATABASES  # noqa: E402

MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="media-", dir=os.environ["TEST_FOLDER"]))
STORAGES = {
    "default": {"BACKEND": "events.files.WholeFiles"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PAGES_KEPT_SECONDS = 0  # what a test changes is seen at once
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
