"""What has changed about mail on its way to the outside, so that its sender's program hears of it.

Rows of an account carry its modification number of the kind `outbound` (`db.type_state`); mail of the system itself is
nobody's and carries 0. Every change of what a sender sees passes here, in the transaction that makes it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from db import type_state
from db.database import Transaction


def first(tx: Transaction, account_id: int | None) -> int:
    """Return the number that new rows of this account carry."""
    return 0 if account_id is None else type_state.advance(tx, account_id, "outbound")


def note(tx: Transaction, outbound_ids: Collection[int]) -> None:
    """Note that these rows have changed."""
    if outbound_ids:
        note_where(tx, f"id IN ({','.join('?' * len(outbound_ids))})", list(outbound_ids))


def note_where(tx: Transaction, where: str, values: Sequence[int | str]) -> None:
    """Note that the rows that meet a condition (SQL of our own words) are about to change, or have."""
    for account_id in _senders(tx, where, values):
        modseq = type_state.advance(tx, account_id, "outbound")
        sql = f"UPDATE outbound SET modseq = ? WHERE account_id = ? AND {where}"  # noqa: S608 - our own words
        tx.execute(sql, (modseq, account_id, *values))


def note_gone(tx: Transaction, where: str, values: Sequence[int | str]) -> None:
    """Note that the rows that meet a condition are about to be deleted; each leaves its id behind."""
    for account_id in _senders(tx, where, values):
        modseq = type_state.advance(tx, account_id, "outbound")
        sql = f"SELECT id, created_modseq FROM outbound WHERE account_id = ? AND {where}"  # noqa: S608 - our own words
        rows = [(account_id, "outbound", modseq, *row) for row in tx.rows(sql, (account_id, *values))]
        tx.insert("destroyed (account_id, kind, modseq, object_id, created_modseq)", rows)


def _senders(tx: Transaction, where: str, values: Sequence[int | str]) -> list[int]:
    sql = (
        "SELECT DISTINCT account_id FROM outbound"  # noqa: S608 - our own words
        f" WHERE account_id IS NOT NULL AND {where} ORDER BY account_id"
    )
    return [row[0] for row in tx.rows(sql, list(values))]
