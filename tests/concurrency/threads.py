"""Running something in many threads at once, each with a connection of its own."""

import os
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

ROUNDS = 20 if os.environ.get("TEST_LONG") == "1" else 3
PATIENCE = 30  # seconds until a thread that waits for the others gives up


def at_once(work, arguments):
    """Return [work(argument) for each argument], started together; an exception is returned, not raised."""
    arguments = list(arguments)
    start = Barrier(len(arguments))

    def run(argument):
        try:
            start.wait(PATIENCE)
            return work(argument)
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=len(arguments)) as pool:
        return list(pool.map(run, arguments))
