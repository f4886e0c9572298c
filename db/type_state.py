"""The counters of what has a state of its own beside the mail: identities, submissions, vacation of an account, and its
mail on the way to the outside.

Each change takes the next number of its kind and writes it to what it changed; what is destroyed leaves its id behind.
"""

from __future__ import annotations

from typing import Literal

from db.database import Store, Transaction

Kind = Literal["identity", "submission", "vacation", "outbound"]

_NEXT = (
    "INSERT INTO type_state (account_id, kind, modseq) VALUES (?, ?, 1)"
    " ON CONFLICT (account_id, kind) DO UPDATE SET modseq = type_state.modseq + 1 RETURNING modseq"
)


def state(store: Store | Transaction, account_id: int, kind: Kind) -> str:
    """Return a text that differs whenever anything of this kind has changed (RFC 8620 section 5.1)."""
    row = store.row("SELECT modseq FROM type_state WHERE account_id = ? AND kind = ?", (account_id, kind))
    return str(row[0]) if row else "0"


def advance(tx: Transaction, account_id: int, kind: Kind) -> int:
    """Return the number that the next change of this kind carries."""
    return int(tx.rows(_NEXT, (account_id, kind))[0][0])


def tombstone(tx: Transaction, account_id: int, kind: Kind, object_id: int, created_modseq: int) -> None:
    """Note that an object of this kind is gone."""
    tx.execute(
        "INSERT INTO destroyed (account_id, kind, modseq, object_id, created_modseq) VALUES (?, ?, ?, ?, ?)",
        (account_id, kind, advance(tx, account_id, kind), object_id, created_modseq),
    )
