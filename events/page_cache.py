"""Public pages kept in this process for some seconds, so that a rush costs one building of each.

Kept are answers to anybody: never one with a cookie, never one of a view that looked at a session.
What is kept holds for the minute it was built in, because pages say how much time is left and turn
from before to live to after at a minute's beginning. Each process keeps its own; an edit is seen
everywhere within its life and the time of one building. Bounded: whoever asks for many addresses
only pushes out what is old.
"""

import threading
from collections import OrderedDict
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from events import compression

ROOM = 8 * 1024 * 1024  # octets of bodies, in each coding they were asked for
PATIENCE = 2  # seconds to wait for another who builds the same page
MEANWHILE = timedelta(seconds=2)  # for which others are given the one before while it is built anew


@dataclass
class KeptPage:
    body: bytes
    etag: str
    headers: dict
    encoded: dict = field(default_factory=dict)

    def body_in(self, coding):
        """Return the body in the coding; compressed when first asked for."""
        if coding not in self.encoded:
            self.encoded[coding] = compression.compress(self.body, coding)
        return self.encoded[coding]

    @property
    def size(self):
        # Brotli and gzip leave at most a third each of a page worth compressing.
        return 2 * len(self.body)


@dataclass
class Entry:
    page: KeptPage
    since: datetime
    until: datetime
    until_at_most: datetime  # while it is built anew


class PageCache:
    """Pages by key. Safe for threads."""

    def __init__(self, life: timedelta, room: int = ROOM):
        self.life = life
        self.room = room
        self.entries = OrderedDict()
        self.size = 0
        self.guard = threading.Lock()
        self.builders = {}  # key: [lock, how many wait for it or hold it]

    def get(self, key, now):
        """Return the page kept under the key if it holds at `now`, else None."""
        entry = self.entries.get(key)
        # Before `since`: the clock was set back.
        return entry.page if entry and entry.since <= now < entry.until else None

    def meanwhile(self, key, now):
        """Return the page before, within its minute, if another thread builds the next one at `now`."""
        entry = self.entries.get(key) if key in self.builders else None
        return entry.page if entry and entry.since <= now < entry.until_at_most else None

    def put(self, key, page, now):
        """Keep the page as built at `now`, and let go of what was kept longest ago."""
        minute_ends = now.replace(second=0, microsecond=0) + timedelta(minutes=1)
        until = min(now + self.life, minute_ends)
        with self.guard:
            self.drop(key)
            self.entries[key] = Entry(page, now, until, min(until + MEANWHILE, minute_ends))
            self.size += page.size
            while self.size > self.room:
                self.drop(next(iter(self.entries)))

    def drop(self, key):
        if entry := self.entries.pop(key, None):
            self.size -= entry.page.size

    @contextmanager
    def building(self, key):
        """Let one thread at a time build the page of a key; others wait, but not for ever."""
        with self.guard:
            builder = self.builders.setdefault(key, [threading.Lock(), 0])
            builder[1] += 1
        is_ours = builder[0].acquire(timeout=PATIENCE)
        try:
            yield
        finally:
            if is_ours:
                builder[0].release()
            with self.guard:
                builder[1] -= 1
                if not builder[1]:
                    del self.builders[key]
