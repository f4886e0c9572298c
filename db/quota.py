"""Quotas: whether an account has as much mail as it may have.

Asked at each recipient who has a quota, and adding up an account's mail costs a look at each message. So the sum is
good for a while, and only what came since is added: an account comes over its quota by the messages that are under way,
however fast they come. What was destroyed meanwhile counts until then. Accounts without a quota cost nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from db.database import Store, Transaction

GOOD_FOR = 30.0
"""Seconds that a sum is good for."""

_MOST = 10_000
_SUM = "SELECT coalesce(sum(content.size), 0) FROM message JOIN content ON content.id = content_id WHERE account_id = ?"
# What came has also changed since, and the index of changes leads there past all others' mail.
_SINCE = (
    "SELECT coalesce(sum(content.size), 0) FROM message JOIN content ON content.id = content_id"
    " WHERE account_id = ? AND message.modseq > ? AND message.created_modseq > ?"
)
_MODSEQ = "SELECT modseq FROM account WHERE id = ?"


def used(store: Store | Transaction, account_id: int) -> int:
    """Return the bytes of all messages of an account, each counted once."""
    return _number(store, _SUM, account_id)


@dataclass(frozen=True, slots=True)
class _Sum:
    """The bytes that an account had at a moment, when `modseq` was its last change."""

    at: float
    size: int
    modseq: int


class Usage:
    """Remembers sums for a while; `clock` gives seconds that only grow. Threads may share it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._known: dict[int, _Sum] = {}

    def is_full(self, store: Store | Transaction, account_id: int, quota: int) -> bool:
        """Return whether an account with a quota of so many bytes takes no more mail."""
        now = self._clock()
        known = self._known.get(account_id)
        if known is None or known.at + GOOD_FOR <= now:
            known = self._known[account_id] = self._asked(store, account_id, now)
        since = _number(store, _SINCE, account_id, known.modseq, known.modseq)
        return known.size + since >= quota

    def _asked(self, store: Store | Transaction, account_id: int, now: float) -> _Sum:
        if len(self._known) >= _MOST:
            self._known.clear()
        # The last change first: what comes between the two counts twice for a while, and not never.
        modseq = _number(store, _MODSEQ, account_id)
        return _Sum(now, used(store, account_id), modseq)


def _number(store: Store | Transaction, sql: str, *values: int) -> int:
    row = store.row(sql, values)
    return int(row[0]) if row else 0
