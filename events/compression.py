"""Bodies of public pages made small: brotli where it is understood, else gzip.

Only what everybody may read: a page with a secret beside something that a visitor typed could be
guessed from its length.
"""

import gzip
from functools import lru_cache

import brotli

TYPES = ("text/", "application/json", "application/xml", "application/atom+xml", "image/svg+xml")
SHORTEST = 500  # below that nothing is won
COMPRESS = {
    "br": lambda body: brotli.compress(body, quality=5),
    "gzip": lambda body: gzip.compress(body, compresslevel=6, mtime=0),
}


def is_worth_it(content_type, body):
    return len(body) >= SHORTEST and content_type.startswith(TYPES)


def compress(body: bytes, coding: str) -> bytes:
    """Return the body in the coding; "identity" leaves it as it is."""
    return COMPRESS[coding](body) if coding in COMPRESS else body


@lru_cache(maxsize=128)
def preferred(accepted: str) -> str:
    """Return "br", "gzip" or "identity" for an Accept-Encoding header (RFC 9110).

    Nonsense is read as "nothing but identity". What is refused by q=0 is never chosen.
    """
    weights = dict(weighed(part) for part in accepted.lower().split(","))
    best = max(COMPRESS, key=lambda coding: weights.get(coding, weights.get("*", 0)))
    return best if weights.get(best, weights.get("*", 0)) > 0 else "identity"


def weighed(part):
    """Return ("gzip", 0.8) for "gzip;q=0.8"."""
    coding, _, parameter = part.partition(";")
    name, _, number = parameter.strip().partition("=")
    try:
        return coding.strip(), float(number) if name == "q" else 1.0
    except ValueError:
        return coding.strip(), 0.0
