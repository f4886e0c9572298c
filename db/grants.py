"""What something that outlives its request rests on: the session it was asked for with, or the password.

An open event source and a push subscription end with it: when the session is ended or expires, when the account is
disabled, when the password changes that HTTP Basic sent.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from db.database import Store, Transaction

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Grant:
    """Of an account: a session, or (with None) a password by its `mark`."""

    account_id: int
    session_id: int | None
    mark: str | None = field(default=None, repr=False)


def of(store: Store | Transaction, account_id: int, session_id: int | None) -> Grant:
    """Return what somebody who is just now let in stands on; `session_id` None means HTTP Basic."""
    if session_id is not None:
        return Grant(account_id, session_id)
    return Grant(account_id, None, _marks(store, [account_id]).get(account_id, ""))


def lapsed(store: Store, grants: Collection[Grant], now: int) -> set[Grant]:
    """Return those of `grants` that hold no longer at `now` (Unix seconds)."""
    sessions = _valid_sessions(store, [one.session_id for one in grants if one.session_id is not None], now)
    marks = _marks(store, [one.account_id for one in grants if one.session_id is None])
    return {
        one
        for one in grants
        if (one.session_id not in sessions if one.session_id is not None else marks.get(one.account_id) != one.mark)
    }


def _valid_sessions(store: Store, ids: Sequence[int], now: int) -> set[int]:
    found: set[int] = set()
    for start in range(0, len(ids), _BATCH):
        batch = ids[start : start + _BATCH]
        sql = (
            "SELECT session.id FROM session JOIN account ON account.id = session.account_id"  # noqa: S608 - question marks
            f" WHERE session.id IN ({','.join('?' * len(batch))})"
            " AND session.expires_at > ? AND account.state = 'active'"
        )
        found.update(row[0] for row in store.rows(sql, (*batch, now)))
    return found


def _marks(store: Store | Transaction, account_ids: Sequence[int]) -> dict[int, str]:
    """Return the marks of the passwords of those accounts that are active."""
    found: dict[int, str] = {}
    for start in range(0, len(account_ids), _BATCH):
        batch = account_ids[start : start + _BATCH]
        sql = (
            "SELECT id, password_hash FROM account"  # noqa: S608 - question marks
            f" WHERE id IN ({','.join('?' * len(batch))}) AND state = 'active'"
        )
        # Not the hash itself: it would lie in memory, and in the store, a second time.
        found.update((row[0], hashlib.sha256(row[1].encode()).hexdigest()) for row in store.rows(sql, batch))
    return found
