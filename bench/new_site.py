"""A site with a database of its own, made for one measurement and removed after it."""

import io
import os
import sys
import tempfile
from contextlib import contextmanager, redirect_stdout
from pathlib import Path

ROOT = Path(__file__).parent.parent


@contextmanager
def new_site(**environment):
    """Prepare an empty site in this process, behind one proxy, and give its folder.

    Called once, before anything of Django is imported. Web servers and workers started inside belong to it.
    """
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # as root: PostgreSQL runs as another user
        for name in ("DATABASE_URL", "SITE_URL", "EMAIL_URL"):
            os.environ.pop(name, None)
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "webinar_site.settings",
            "PROXIES": "1",
            "VAR_FOLDER": folder,
            **environment,
        }
        sys.path.insert(0, str(ROOT))
        import django

        django.setup()
        from webinar_site.management.commands import serve

        with redirect_stdout(io.StringIO()):  # of demo and organiser
            serve.prepare()
        yield Path(folder)
