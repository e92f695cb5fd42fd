"""Running something in many threads at once, each with a connection of its own."""

import os
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Lock

from django.db import connection

ROUNDS = 20 if os.environ.get("TEST_LONG") == "1" else 3
SPELLINGS = [  # of one address
    "ada@bücher.example",
    "ada@BÜCHER.example",
    "ada@xn--bcher-kva.example",
    " ada@XN--BCHER-KVA.Example ",
    "Ada@bücher.EXAMPLE",
    "ADA@bu\u0308cher.example",  # the same letter, written in two
]
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


def in_crowd(work, arguments, threads=50):
    """Return [work(argument) for each argument], at most so many at once, begun in the order given.

    An exception is returned, not raised.
    """
    arguments = list(arguments)
    results, left = [None] * len(arguments), iter(enumerate(arguments))
    start, turn = Barrier(threads), Lock()

    def run(_):
        start.wait(PATIENCE)
        try:
            while True:
                with turn:
                    n, argument = next(left, (None, None))
                if n is None:
                    return
                try:
                    results[n] = work(argument)
                except Exception as error:
                    results[n] = error
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=threads) as pool:
        list(pool.map(run, range(threads)))
    return results


def errors(results):
    return [result for result in results if isinstance(result, Exception)]
