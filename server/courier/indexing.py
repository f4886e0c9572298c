"""Fills the search index right behind the acceptance of mail, and never in its way."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from collections.abc import Callable

from db.database import Store
from db.search_file import beside
from db.search_following import Following
from db.search_index import IndexInUse, SearchIndex
from db.settings import Settings

SWEEP = 600.0
"""Seconds between two comparisons of the whole index with the store: until then, what was destroyed may stay in it."""

_NICE = 10


class Indexing:
    """A duty that indexes what has come since its last turn; `clock` gives seconds that only grow."""

    name = "indexing"
    interval = 60.0

    def __init__(self, store: Store, _: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self._index = SearchIndex(beside(store.path))
        self._following, self._clock = Following(store, self._index), clock
        self._next_sweep = clock()
        self._thread = 0

    def turn(self, stopping: Callable[[], bool]) -> None:
        self._step_back()
        # Somebody fills it by hand (`postroom reindex`): there is nothing to do.
        with contextlib.suppress(IndexInUse):
            self._following.follow(stopping)
            if self._clock() >= self._next_sweep and not stopping():
                self._following.sweep(stopping)
                self._next_sweep = self._clock() + SWEEP

    def close(self) -> None:
        """Let another process fill it."""
        self._index.close()

    def _step_back(self) -> None:
        """Let everybody who has mail to accept or to show go first; on Linux, a thread can be nice by itself."""
        thread = threading.get_native_id()
        if sys.platform == "linux" and thread not in (self._thread, os.getpid()):
            os.setpriority(os.PRIO_PROCESS, thread, _NICE)
        self._thread = thread
