"""Lines of the log that name somebody: no test may cause one."""

import logging
import re

from webinar_site import logs

SOMEBODY = re.compile(
    r"[\w.+-]+@[\w-]+\.\w+"  # an address
    r"|Ada [EÉ]xample"  # whom the tests register
    r"|[\w-]{6,}:[\w-]{43}"  # what makes a link personal
)


class Names(logging.Handler):
    """Keeps each such line, of those that the settings let through."""

    def __init__(self):
        super().__init__()
        self.setFormatter(logs.JsonFormatter())
        self.lines = []

    def emit(self, record):
        if record.name == "django.security.DisallowedHost":
            return  # quotes the name of a host that is not ours, of which `a@b.example` may be made up
        ours = record.name.startswith(("events", "registrations"))
        if record.levelno >= (logging.INFO if ours else logging.WARNING):
            line = self.format(record)
            if SOMEBODY.search(line):
                self.lines.append(line)
