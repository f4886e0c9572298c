"""A sign of life of the courier, in the store: that is where others look for it."""

from __future__ import annotations

from db.database import Store

_DUTY = "heartbeat"

EVERY = 60
"""Seconds between two signs."""


def beat(store: Store, now: int) -> None:
    """Write that the courier works; `now` is in Unix seconds."""
    sql = (
        "INSERT INTO progress (duty, position) VALUES (?, ?)"
        " ON CONFLICT (duty) DO UPDATE SET position = excluded.position"
    )
    store.run_tx(lambda tx: tx.execute(sql, (_DUTY, now)))


def last(store: Store) -> int | None:
    """Return when the last sign came, in Unix seconds; None for never."""
    row = store.row("SELECT position FROM progress WHERE duty = ?", (_DUTY,))
    return int(row[0]) if row else None
