"""Uploads: bytes that a program sent to be used in a message soon (RFC 8620 section 6).

An account keeps a bounded number and amount of them; the oldest make room for the newest, and none stays much longer
than an hour (`db.expiry`).
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from db.database import Store, Transaction

_INSERT = "INSERT INTO upload (id, account_id, type, size, created_at, data) VALUES (?, ?, ?, ?, ?, ?)"


@dataclass(frozen=True, slots=True)
class Room:
    """How much an account may keep: a number of uploads, and bytes of all together."""

    uploads: int
    octets: int


def keep(store: Store, account_id: int, media_type: str, data: bytes, room: Room) -> int:
    """Keep `data`, and return its id. Data that is larger than the room is kept by itself."""
    now = int(time.time())

    def work(tx: Transaction) -> int:
        _make_room(tx, account_id, room, len(data))
        (upload_id,) = tx.new_ids(1)
        tx.execute(_INSERT, (upload_id, account_id, media_type, len(data), now, data))
        return upload_id

    return store.run_tx(work)


def get(store: Store, account_id: int, upload_id: int) -> tuple[str, bytes] | None:
    """Return the type and the bytes of an upload; None when the account has none with this id (any more)."""
    sql = "SELECT type, data FROM upload WHERE id = ? AND account_id = ?"
    row = store.row(sql, (upload_id, account_id))
    return (row[0], bytes(row[1])) if row else None


def _make_room(tx: Transaction, account_id: int, room: Room, size: int) -> None:
    # RFC 8620 section 6: the server MUST delete unreferenced blobs in date order, oldest first, until there is room.
    # https://www.rfc-editor.org/rfc/rfc8620#section-6
    kept = tx.rows("SELECT id, size FROM upload WHERE account_id = ? ORDER BY id", (account_id,))
    octets = size + sum(row[1] for row in kept)
    over = len(kept) + 1 - room.uploads
    for index, (upload_id, one) in enumerate(kept):
        if octets <= room.octets and index >= over:
            break
        tx.execute("DELETE FROM upload WHERE id = ?", (upload_id,))
        octets -= one
