"""How many messages may leave in a minute, counted by name; any thread may ask."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

_MINUTE = 60.0


class Rate:
    """Counts what was taken in the last sixty seconds; `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._taken: dict[str, deque[float]] = {}

    def take(self, name: str, most: int) -> float:
        """Take one of `most` a minute (0: as many as they like), and return 0; else the seconds until one is free."""
        if most <= 0:
            return 0.0
        with self._lock:
            now = self._clock()
            taken = self._taken.setdefault(name, deque())
            while taken and taken[0] <= now - _MINUTE:
                taken.popleft()
            if len(taken) < most:
                taken.append(now)
                return 0.0
            return taken[len(taken) - most] + _MINUTE - now

    def undo(self, name: str) -> None:
        """Give back what was taken last and not used."""
        with self._lock:
            if self._taken.get(name):
                self._taken[name].pop()
