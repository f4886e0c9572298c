"""Identities: who an account writes as, with names, signatures and where answers go (RFC 8621 section 6).

Every account has one for its own address, which stays. Whether an address is the account's is for `db.sending` to say;
what is here only keeps.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from db import type_state
from db.charset import storable
from db.database import Store, Transaction
from db.errors import NotFound, Refused, TooMany
from db.header import Mailboxes

MOST = 100
"""Identities of one account."""


@dataclass(frozen=True, slots=True)
class Words:
    """What its owner may change of an identity; `reply_to` and `bcc` are pairs of name and address, or None."""

    name: str = ""
    reply_to: Mailboxes | None = None
    bcc: Mailboxes | None = None
    text_signature: str = ""
    html_signature: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """One identity; `email` never changes."""

    id: int
    email: str
    may_delete: bool
    words: Words


_SELECT = (
    "SELECT id, email, may_delete, name, reply_to, bcc, text_signature, html_signature FROM identity"
    " WHERE account_id = ?"
)
_INSERT = (
    "INSERT INTO identity (id, account_id, name, email, reply_to, bcc, text_signature, html_signature, may_delete,"
    " created_modseq, modseq) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def create_own(tx: Transaction, account_id: int, address: str, display_name: str) -> None:
    """Give a new account the identity that it always has; it is older than every state."""
    (identity_id,) = tx.new_ids(1)
    tx.execute(_INSERT, (identity_id, account_id, display_name, address, None, None, "", "", 0, 0, 0))


def of_account(store: Store | Transaction, account_id: int) -> list[Identity]:
    """Return the account's identities, the oldest first."""
    return [_identity(row) for row in store.rows(f"{_SELECT} ORDER BY id", (account_id,))]


def get(store: Store | Transaction, account_id: int, identity_id: int) -> Identity:
    """Return one identity.

    Raises:
        NotFound: it is not the account's.
    """
    row = store.row(f"{_SELECT} AND id = ?", (account_id, identity_id))
    if row is None:
        raise NotFound("There is no such identity.")
    return _identity(row)


def create(tx: Transaction, account_id: int, email: str, words: Words) -> Identity:
    """Add an identity.

    Raises:
        TooMany: the account has as many as it may have.
    """
    (count,) = tx.row("SELECT count(*) FROM identity WHERE account_id = ?", (account_id,)) or (0,)
    if count >= MOST:
        raise TooMany(f"An account has at most {MOST} identities here.")
    (identity_id,) = tx.new_ids(1)
    modseq = type_state.advance(tx, account_id, "identity")
    tx.execute(_INSERT, (identity_id, account_id, _columns(words)[0], email, *_columns(words)[1:], 1, modseq, modseq))
    return Identity(identity_id, email, True, words)


def update(tx: Transaction, account_id: int, identity_id: int, words: Words) -> None:
    """Change what an identity says; saying the same is no change.

    Raises:
        NotFound: it is not the account's.
    """
    if get(tx, account_id, identity_id).words == words:
        return
    modseq = type_state.advance(tx, account_id, "identity")
    tx.execute(
        "UPDATE identity SET name = ?, reply_to = ?, bcc = ?, text_signature = ?, html_signature = ?, modseq = ?"
        " WHERE id = ? AND account_id = ?",
        (*_columns(words), modseq, identity_id, account_id),
    )


def destroy(tx: Transaction, account_id: int, identity_id: int) -> None:
    """Remove an identity.

    Raises:
        NotFound: it is not the account's.
        Refused: it is the one for the account's own address.
    """
    if not get(tx, account_id, identity_id).may_delete:
        raise Refused("The identity for an account's own address stays.")
    row = tx.row("DELETE FROM identity WHERE id = ? RETURNING created_modseq", (identity_id,))
    type_state.tombstone(tx, account_id, "identity", identity_id, row[0] if row else 0)


def _columns(words: Words) -> tuple[str | None, ...]:
    lists = [None if one is None else json.dumps(one) for one in (words.reply_to, words.bcc)]
    return (storable(words.name), *lists, storable(words.text_signature), storable(words.html_signature))


def _identity(row: Sequence[Any]) -> Identity:
    identity_id, email, may_delete, name, reply_to, bcc, text, html = row
    addresses: list[Mailboxes | None] = [None if one is None else json.loads(one) for one in (reply_to, bcc)]
    return Identity(identity_id, email, bool(may_delete), Words(name, addresses[0], addresses[1], text, html))
