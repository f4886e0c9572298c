"""Who an address belongs to: the look-ups that every message needs, as single indexed reads.

They cost microseconds on SQLite, so the SMTP server makes them on its event loop.
"""

from __future__ import annotations

from dataclasses import dataclass

from db.address import folded
from db.database import Store, Transaction
from db.envelope import Author, Recipient

_FIND = (
    "SELECT address.account_id, mailbox.id, account.state, account.quota FROM address"
    " JOIN account ON account.id = address.account_id"
    " JOIN mailbox ON mailbox.account_id = address.account_id AND mailbox.role = ?"
    " WHERE address.address = ?"
)
_SENT = "SELECT id FROM mailbox WHERE account_id = ? AND role = 'sent'"


@dataclass(frozen=True, slots=True)
class Found:
    """A recipient, and whether its account takes mail now; `quota` is in bytes, None for no limit."""

    recipient: Recipient
    state: str
    quota: int | None = None


def recipient(store: Store | Transaction, address: str) -> Found | None:
    """Return who gets mail for `address` (any case, of our domain); None when nobody does.

    Raises:
        Unavailable: the store cannot answer now.
    """
    row = store.row(_FIND, ("inbox", folded(address)))
    return Found(Recipient(row[0], row[1]), row[2], row[3]) if row else None


def author(store: Store, account_id: int) -> Author:
    """Return the account as an author, with the mailbox for what it sends.

    Raises:
        Unavailable: the store cannot answer now.
        LookupError: the account has no such mailbox, which cannot be.
    """
    row = store.row(_SENT, (account_id,))
    if row is None:
        raise LookupError(f"account {account_id} has no mailbox for sent messages")
    return Author(account_id, row[0])
