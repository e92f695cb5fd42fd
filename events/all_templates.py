"""All templates of ours are read when a process starts: a release put in place below does not reach it.

Otherwise it would read those it has not needed yet, such as a mail or an error page, from a release whose
tags and words it does not know.
"""

from pathlib import Path

from django.conf import settings
from django.template.loader import get_template


def read():
    for folder in settings.TEMPLATES[0]["DIRS"]:
        # Not what an editor leaves beside them.
        for path in [path for kind in ("html", "txt", "xml") for path in Path(folder).rglob(f"[!.]*.{kind}")]:
            get_template(path.relative_to(folder).as_posix())
