"""Signs that mail to the outside does not move, read from the queue: for whoever looks after the installation."""

from __future__ import annotations

from db import outbound
from db.database import Store

_A_LOOK = 200


def sent_since(store: Store, since: int) -> bool:
    """Return whether anything has left since `since` (Unix seconds)."""
    sql = "SELECT 1 FROM outbound WHERE settled_at IS NOT NULL AND settled_at >= ? AND state = 'sent' LIMIT 1"
    return store.row(sql, (since,)) is not None


def overdue(store: Store, before: int) -> tuple[int, str]:
    """Return how much should have been tried before `before` (Unix seconds) and was not, and the words at one of it."""
    where = "state = 'waiting' AND next_at <= ?"
    row = store.row(f"SELECT count(*), coalesce(max(reply), '') FROM outbound WHERE {where}", (before,))  # noqa: S608 - our own words
    return (int(row[0]), str(row[1])) if row else (0, "")


def unreached(store: Store, accepted_before: int) -> tuple[int, str]:
    """Return how much waits since before a moment (Unix seconds) because the other server cannot be used, and why.

    Only what is about the server counts: what it said of a message or a recipient is that message's own matter.
    """
    sql = (
        "SELECT reply FROM outbound WHERE state = 'waiting' AND attempts > 0 AND created_at <= ?"
        " AND reply <> '' ORDER BY next_at LIMIT ?"
    )
    replies = [row[0] for row in store.rows(sql, (accepted_before, _A_LOOK))]
    found = [reply for reply in replies if outbound.for_sender(reply) == outbound.NOT_REACHED]
    return len(found), found[0] if found else ""
