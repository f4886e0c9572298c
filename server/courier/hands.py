"""Threads for work that waits for others: one for each piece for as long as it takes, few for one host and one account.

What does not get a thread now is offered again by whoever offers it; nothing stands in line here.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Collection

MOST = 16
EACH = 2


class Hands:
    """At most `most` threads, and `each` for work that shares a key."""

    def __init__(self, most: int = MOST, each: int = EACH) -> None:
        self._most, self._each = most, each
        self._changed = threading.Condition()
        self._running: set[int] = set()
        self._keys: Counter[str] = Counter()

    def take(self, number: int, keys: Collection[str], work: Callable[[], None]) -> bool:
        """Begin `work` on a thread; False when no hand is free for it, or its `number` is being worked on."""
        with self._changed:
            full = len(self._running) >= self._most or any(self._keys[key] >= self._each for key in keys)
            if full or number in self._running:
                return False
            self._running.add(number)
            self._keys.update(keys)
        threading.Thread(target=self._run, args=(number, keys, work), name="hand", daemon=True).start()
        return True

    def has_room(self, spare: int = 0) -> bool:
        """Return whether a hand is free for work without a key, and `spare` others."""
        with self._changed:
            return len(self._running) + spare < self._most

    def wait(self, seconds: float) -> bool:
        """Return whether all work that was taken has ended within `seconds`."""
        until = time.monotonic() + seconds
        with self._changed:
            return self._changed.wait_for(lambda: not self._running, max(0.0, until - time.monotonic()))

    def _run(self, number: int, keys: Collection[str], work: Callable[[], None]) -> None:
        try:
            work()
        finally:
            with self._changed:
                self._running.discard(number)
                self._keys.subtract(keys)
                self._keys = +self._keys
                self._changed.notify_all()
