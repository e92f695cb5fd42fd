"""All templates are read when a process starts: a release that is put in place below it does not reach it.

Otherwise it would read those it has not needed yet, such as a mail or an error page, from a release whose
tags and words it does not know.
"""

from pathlib import Path

from django.conf import settings
from django.template.loader import get_template


def read():
    for folder in settings.TEMPLATES[0]["DIRS"]:
        for path in Path(folder).rglob("*.*"):
            get_template(path.relative_to(folder).as_posix())
