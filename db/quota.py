"""Quotas: whether an account has as much mail as it may have.

Asked at each recipient who has a quota, and adding up an account's mail costs a look at each message, so what was found
is good for a while: an account can come a little over its quota within that time, never far. Accounts without a quota
cost nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from db.database import Store, Transaction

GOOD_FOR = 30.0
"""Seconds that a sum is good for."""

_MOST = 10_000
_SUM = "SELECT coalesce(sum(content.size), 0) FROM message JOIN content ON content.id = content_id WHERE account_id = ?"


def used(store: Store | Transaction, account_id: int) -> int:
    """Return the bytes of all messages of an account, each counted once."""
    row = store.row(_SUM, (account_id,))
    return int(row[0]) if row else 0


class Usage:
    """Remembers sums for a while; `clock` gives seconds that only grow. Threads may share it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._known: dict[int, tuple[float, int]] = {}

    def is_full(self, store: Store | Transaction, account_id: int, quota: int) -> bool:
        """Return whether an account with a quota of so many bytes takes no more mail."""
        now = self._clock()
        at, size = self._known.get(account_id, (now - GOOD_FOR, 0))
        if at + GOOD_FOR <= now:
            size = used(store, account_id)
            if len(self._known) >= _MOST:
                self._known.clear()
            self._known[account_id] = (now, size)
        return size >= quota
