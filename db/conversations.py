"""Reading conversations: which there are, and which messages each one has (RFC 8621 section 3).

Like every reading function, these take the account and know of nobody else's.
"""

from __future__ import annotations

from collections.abc import Sequence

from db.database import Store

_BATCH = 500


def ids(store: Store, account_id: int, limit: int) -> list[int]:
    """Return ids of the account's conversations, at most `limit`."""
    sql = "SELECT id FROM thread WHERE account_id = ? ORDER BY id LIMIT ?"
    return [row[0] for row in store.rows(sql, (account_id, limit))]


def messages(store: Store, account_id: int, thread_ids: Sequence[int]) -> dict[int, list[int]]:
    """Return the message ids of each of `thread_ids` that is the account's, the oldest first."""
    found: dict[int, list[int]] = {}
    for start in range(0, len(thread_ids), _BATCH):
        batch = thread_ids[start : start + _BATCH]
        marks = ",".join("?" * len(batch))
        # The + keeps the planner from going through all of the account's messages by an index on it.
        sql = (
            f"SELECT thread_id, id FROM message WHERE thread_id IN ({marks})"  # noqa: S608 - question marks
            " AND +account_id = ? ORDER BY received_at, id"
        )
        for thread_id, message_id in store.rows(sql, (*batch, account_id)):
            found.setdefault(thread_id, []).append(message_id)
    return found
