"""How much of something an account may do in a time; in memory, one per process."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

_MOST_ACCOUNTS = 10_000


class Rate:
    """`most` in each window of `seconds`; safe to share between threads."""

    def __init__(self, most: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._seconds, self._clock = most, seconds, clock
        self._lock = threading.Lock()
        self._taken: dict[int, tuple[float, int]] = {}

    def take(self, account_id: int, count: int = 1) -> bool:
        """Count `count` more for the account; False, and nothing is counted, when that is too much."""
        now = self._clock()
        with self._lock:
            start, taken = self._taken.get(account_id, (now, 0))
            if start + self._seconds <= now:
                start, taken = now, 0
            if taken + count > self._most:
                return False
            self._taken[account_id] = (start, taken + count)
            if len(self._taken) > _MOST_ACCOUNTS:
                self._forget(now)
            return True

    def _forget(self, now: float) -> None:
        """Drop those whose window is over; when nobody's is, all."""
        left = {one: entry for one, entry in self._taken.items() if entry[0] + self._seconds > now}
        self._taken = left if len(left) <= _MOST_ACCOUNTS else {}
