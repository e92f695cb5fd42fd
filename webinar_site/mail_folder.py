"""Mails as .eml files, for a site without EMAIL_URL."""

import os
import secrets

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone


class EmailBackend(BaseEmailBackend):
    def send_messages(self, messages):
        """Write each message whole: under a temporary name first, then renamed."""
        settings.MAIL_FOLDER.mkdir(parents=True, exist_ok=True)
        for message in messages:
            name = f"{timezone.now():%Y%m%d-%H%M%S-%f}-{secrets.token_hex(3)}"
            part = settings.MAIL_FOLDER / f".{name}.part"
            part.write_bytes(message.message().as_bytes(linesep="\r\n"))
            os.replace(part, settings.MAIL_FOLDER / f"{name}.eml")
        return len(messages)
