#!/usr/bin/env python
"""Django's command line."""

import os
import signal
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "webinar_site.settings")
    # Ending by SystemExit runs the exit handlers: the last process out stops the embedded database.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
