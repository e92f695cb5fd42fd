"""One JSON object a line: time, level, logger, request, message. Never personal data.

A personal link is masked wherever it stands: Django logs the address of each request that is refused.
"""

import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime

LINK = re.compile(r"/(registrations|join|confirm|unsubscribe)/[\w-]*:[\w:-]*")  # no folder has a colon

request_id: ContextVar[str] = ContextVar("request_id", default="")


class JsonFormatter(logging.Formatter):
    def format(self, record):
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": masked(record.getMessage()),
        }
        if request := request_id.get():
            entry["request"] = request
        if record.exc_info:
            entry["traceback"] = masked(self.formatException(record.exc_info))
        return json.dumps(entry, ensure_ascii=False)


def masked(text: str) -> str:
    return LINK.sub(r"/\1/…", text)
