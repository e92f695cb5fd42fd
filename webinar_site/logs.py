"""One JSON object a line: time, level, logger, request, message, and the facts of a named event.

Never personal data: Django logs the path of each request that is refused, which may hold anything, so the
name of its route stands in its place; and a personal link is masked wherever it stands.
"""

import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime

from django.http import HttpRequest

LINK = re.compile(r"/(registrations|join|confirm|unsubscribe)/[\w-]*:[\w:-]*")  # no folder has a colon

SETTINGS = {  # of Python's logging
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "webinar_site.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "events": {"level": "INFO"},
        "registrations": {"level": "INFO"},
        "weasyprint": {"level": "ERROR"},  # a warning for each letter that no font has
    },
}

request_id: ContextVar[str] = ContextVar("request_id", default="")


class JsonFormatter(logging.Formatter):
    def format(self, record):
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": masked(message(record)),
            **getattr(record, "facts", {}),
        }
        if request := request_id.get():
            entry["request"] = request
        if record.exc_info:
            entry["traceback"] = masked(self.formatException(record.exc_info))
        return json.dumps(entry, ensure_ascii=False)


def message(record) -> str:
    """Return what a line says; of a refused request with the name of the route for the path."""
    request = getattr(record, "request", None)
    if not (isinstance(request, HttpRequest) and isinstance(record.args, tuple) and record.args):
        return record.getMessage()
    route = request.resolver_match.view_name if request.resolver_match else "no route"
    return record.msg % (*record.args[:-1], route)


def masked(text: str) -> str:
    return LINK.sub(r"/\1/…", text)
