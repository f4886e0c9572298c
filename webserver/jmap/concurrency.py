"""How many requests of one account are worked on at once: maxConcurrentRequests and maxConcurrentUpload (RFC 8620
section 2).
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

from webserver.jmap.errors import over_limit


class Concurrency:
    """Counts; safe to share between threads. `limit` is the limit's name in the core capability."""

    def __init__(self, most: int, limit: str = "maxConcurrentRequests") -> None:
        self._most, self._limit = most, limit
        self._running: Counter[int] = Counter()
        self._lock = threading.Lock()

    @contextmanager
    def place(self, account_id: int) -> Iterator[None]:
        """Hold one place of the account while the block runs. Raises Problem when all are taken."""
        with self._lock:
            if self._running[account_id] >= self._most:
                raise over_limit(self._limit, self._most, HTTPStatus.TOO_MANY_REQUESTS, retry_after=1)
            self._running[account_id] += 1
        try:
            yield
        finally:
            with self._lock:
                self._running[account_id] -= 1
                if not self._running[account_id]:
                    del self._running[account_id]
