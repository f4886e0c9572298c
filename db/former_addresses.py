"""Addresses of deleted accounts, which nobody else gets for a while.

Mail for the person who had one still comes, sign-ins of other sites with it still work: whoever took the address the
next day would get them. Until its time is over, or an admin frees it, it belongs to nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from db import audit
from db.audit import Actor
from db.database import Store, Transaction
from db.errors import NameTaken, NotFound

KEPT = 30 * 24 * 60 * 60
"""Seconds that an address is given to nobody."""

MOST = 200
"""Addresses that one question gives."""


@dataclass(frozen=True, slots=True)
class FormerAddress:
    """An address, and when (Unix seconds) its account was deleted and anybody can have it again."""

    address: str
    deleted_at: int

    @property
    def free_at(self) -> int:
        return self.deleted_at + KEPT


def keep(tx: Transaction, addresses: Iterable[str], now: int) -> None:
    """Give these addresses to nobody from `now` (Unix seconds) on."""
    for one in addresses:
        sql = "INSERT INTO former_address (address, deleted_at) VALUES (?, ?) ON CONFLICT (address) DO NOTHING"
        tx.execute(sql, (one, now))


def check(tx: Transaction, addresses: Sequence[str]) -> None:
    """Accept addresses that anybody can have.

    Raises:
        NameTaken: one of them was somebody's until lately; the words are those of a name that is taken, so that a
            stranger does not learn who has left.
    """
    marks = ",".join("?" * len(addresses))
    row = tx.row(f"SELECT address FROM former_address WHERE address IN ({marks})", addresses)  # noqa: S608 - marks
    if row is not None:
        raise NameTaken(f"The name {row[0].partition('@')[0]} is taken. Choose another one.")


def kept(store: Store | Transaction, address: str) -> bool:
    """Return whether the address is one that nobody gets now."""
    return store.row("SELECT 1 FROM former_address WHERE address = ?", (address,)) is not None


def listed(store: Store) -> list[FormerAddress]:
    """Return the addresses that nobody gets now, by address."""
    sql = "SELECT address, deleted_at FROM former_address ORDER BY address LIMIT ?"
    return [FormerAddress(*row) for row in store.rows(sql, (MOST,))]


def free(store: Store, actor: Actor, address: str) -> None:
    """Let anybody have the address again. Raises NotFound."""

    def work(tx: Transaction) -> None:
        if not tx.execute("DELETE FROM former_address WHERE address = ?", (address,)):
            raise NotFound("This address is not kept.")
        audit.write(tx, actor, "address-freed", address)

    store.run_tx(work)
