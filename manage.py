#!/usr/bin/env python
"""Django's command line."""

import os
import signal
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "webinar_site.settings")
    # Ending by SystemExit runs the exit handlers: the last process out stops the embedded database.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    from webinar_site.postgres import PostgresRefused

    try:
        execute_from_command_line(sys.argv)
    except (ImproperlyConfigured, PostgresRefused) as error:
        sys.exit(f"Cannot start: {error}")


if __name__ == "__main__":
    main()
