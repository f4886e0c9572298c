"""Erasing the mail of deleted accounts: in steps of some hundred rows, each a transaction of its own.

Nobody sees these accounts any more, so nothing is counted and no state moves. A process that is killed between two
steps leaves less to do for the next one. Contents that somebody else has, or that wait to be sent, stay.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any, Literal

from db import audit, outbound
from db.audit import Actor
from db.contents import remove_if_unused
from db.database import Store, Transaction
from db.leaving import DELETED

ROWS = 300
"""Rows of one step."""

OCTETS = 16 * 1024 * 1024
"""Bytes of mail that one step erases, unless a single message has more: the store writes over what it deletes."""

Step = Literal["more", "waits", "done"]
"""More to erase; a message is just being sent, so later; the account is gone."""

_MESSAGES = (
    "SELECT message.id, content_id, content.size FROM message JOIN content ON content.id = content_id"
    " WHERE account_id = ? LIMIT ?"
)
_UPLOADS = "SELECT id, size FROM upload WHERE account_id = ? LIMIT ?"
_SUBMISSIONS = "DELETE FROM submission WHERE id IN (SELECT id FROM submission WHERE account_id = ? LIMIT ?)"
_STOPPED = "SELECT id FROM outbound WHERE account_id = ? AND state IN ('waiting', 'held') LIMIT ?"
# What was sent: who got it, and what it was about. The audit log keeps that there was an attempt.
_SETTLED = (
    "DELETE FROM outbound WHERE id IN (SELECT id FROM outbound WHERE account_id = ? AND settled_at IS NOT NULL LIMIT ?)"
)
# By their keys, and never all at once: each may have as many rows as the account had messages.
_REST = tuple(
    f"DELETE FROM {table} WHERE ({key}) IN (SELECT {key} FROM {table} WHERE account_id = ? LIMIT ?)"  # noqa: S608 - ours
    for table, key in (
        ("thread_reference", "account_id, reference, thread_id"),
        ("thread", "id"),
        ("destroyed", "account_id, kind, modseq, object_id"),
        ("vacation_reply", "account_id, sender"),
    )
)


def waiting(store: Store) -> list[int]:
    """Return the deleted accounts that still have something, the first deleted first."""
    sql = "SELECT id FROM account WHERE deleted_at IS NOT NULL ORDER BY deleted_at, id LIMIT 100"
    return [row[0] for row in store.rows(sql)]


def step(store: Store, account_id: int) -> Step:
    """Erase some of what a deleted account has; once nothing is left, the account itself."""
    return store.run_tx(lambda tx: _step(tx, account_id))


def _step(tx: Transaction, account_id: int) -> Step:
    row = tx.row("SELECT address FROM account WHERE id = ? AND deleted_at IS NOT NULL", (account_id,))
    if row is None:
        return "done"
    if any(erase(tx, account_id) for erase in _ERASERS):
        return "more"
    if tx.row("SELECT 1 FROM outbound WHERE account_id = ? AND state = 'claimed' LIMIT 1", (account_id,)):
        return "waits"
    # Takes along what an account has few of: mailboxes, identities, states.
    tx.execute("DELETE FROM account WHERE id = ?", (account_id,))
    audit.write(tx, Actor("courier"), "account-erased", row[0].partition(" ")[0])
    return "done"


def _messages(tx: Transaction, account_id: int) -> bool:
    rows = _fitting(tx.rows(_MESSAGES, (account_id, ROWS)))
    ids = [row[0] for row in rows]
    tx.execute(f"DELETE FROM mailbox_message WHERE message_id IN ({_marks(ids)})", ids)  # noqa: S608 - marks
    tx.execute(f"DELETE FROM message WHERE id IN ({_marks(ids)})", ids)  # noqa: S608 - marks
    for _, content_id, _ in rows:
        remove_if_unused(tx, content_id)
    return bool(rows)


def _uploads(tx: Transaction, account_id: int) -> bool:
    ids = [row[0] for row in _fitting(tx.rows(_UPLOADS, (account_id, ROWS)))]
    tx.execute(f"DELETE FROM upload WHERE id IN ({_marks(ids)})", ids)  # noqa: S608 - marks
    return bool(ids)


def _submissions(tx: Transaction, account_id: int) -> bool:
    rows = tx.rows(f"{_SUBMISSIONS} RETURNING content_id", (account_id, ROWS))
    for (content_id,) in rows:
        if content_id is not None:
            remove_if_unused(tx, content_id)
    return bool(rows)


def _stopped(tx: Transaction, account_id: int) -> bool:
    rows = tx.rows(_STOPPED, (account_id, ROWS))
    now = int(time.time())
    for (number,) in rows:
        outbound.settle(tx, number, "dropped", DELETED, "", now)
    return bool(rows)


def _rest(tx: Transaction, account_id: int) -> bool:
    return any(tx.execute(statement, (account_id, ROWS)) for statement in (_SETTLED, *_REST))


_ERASERS: tuple[Callable[[Transaction, int], bool], ...] = (_stopped, _messages, _submissions, _uploads, _rest)


def _fitting(rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Return the first of `rows`, whose last column is a size, as many as one step erases: at least one."""
    fitting, left = list[tuple[Any, ...]](), OCTETS
    for row in rows:
        left -= row[-1]
        if left < 0 and fitting:
            break
        fitting.append(row)
    return fitting


def _marks(ids: Sequence[int]) -> str:
    return ",".join("?" * len(ids))
