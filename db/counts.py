"""How often each event was, day by day: the counter that every event of `db.events` has, of all programs together.

Each program counts in memory and adds its counts to the store once a minute, so counting costs the store nothing that
grows with the mail.
"""

from __future__ import annotations

import time
from collections.abc import Mapping

from db.database import Store, Transaction

DAY = 24 * 60 * 60
KEPT = 90
"""Days that counts are kept."""


def add(tx: Transaction, now: int, counts: Mapping[str, int]) -> None:
    """Add to the counts of the day that `now` (Unix seconds) is in; `counts` are by the event's name."""
    sql = (
        "INSERT INTO event_count (day, event, count) VALUES (?, ?, ?)"
        " ON CONFLICT (day, event) DO UPDATE SET count = event_count.count + excluded.count"
    )
    for event, count in counts.items():
        tx.execute(sql, (now // DAY, event, count))


def since(store: Store, days: int, now: int | None = None) -> dict[str, int]:
    """Return the counts by event of today (UTC) and the `days` before."""
    today = int(time.time() if now is None else now) // DAY
    sql = "SELECT event, sum(count) FROM event_count WHERE day >= ? GROUP BY event ORDER BY event"
    return {event: int(count) for event, count in store.rows(sql, (today - days,))}


def remove_old(store: Store, now: int) -> int:
    """Remove the days that have had their time at `now` (Unix seconds); return how many rows that were."""
    first = now // DAY - KEPT
    if store.row("SELECT 1 FROM event_count WHERE day < ? LIMIT 1", (first,)) is None:
        return 0
    return store.run_tx(lambda tx: tx.execute("DELETE FROM event_count WHERE day < ?", (first,)))
