"""What is kept for a time only: uploads that nobody used, sessions, push subscriptions,
recovery codes, reset links, what was asked of the courier, addresses of deleted accounts."""

from __future__ import annotations

from db.database import Store, Transaction
from db.former_addresses import KEPT

UPLOAD_LIFE = 60 * 60
"""Seconds that an upload is kept; RFC 8620 section 6.1 asks for an hour at least."""

JOB_LIFE = 30 * 24 * 60 * 60
"""Seconds that what was asked of the courier can be looked at."""

_EXPIRED = (
    ("upload", "created_at", UPLOAD_LIFE),
    ("session", "expires_at", 0),
    ("push_subscription", "expires_at", 0),
    ("recovery_code", "expires_at", 0),
    ("reset_link", "expires_at", 0),
    ("job", "created_at", JOB_LIFE),
    ("former_address", "deleted_at", KEPT),
)


def remove_expired(store: Store, now: int) -> int:
    """Remove everything whose time was over at `now` (Unix seconds), and return how many rows that were."""

    def work(tx: Transaction) -> int:
        return sum(
            tx.execute(f"DELETE FROM {table} WHERE {column} <= ?", (now - life,))  # noqa: S608 - our own words
            for table, column, life in _EXPIRED
        )

    # Mostly there is nothing, and a look does not lock the store.
    looks = (
        store.row(f"SELECT 1 FROM {table} WHERE {column} <= ? LIMIT 1", (now - life,))  # noqa: S608 - our own words
        for table, column, life in _EXPIRED
    )
    return store.run_tx(work) if any(looks) else 0
