"""What the result of a query must be looked through for since a state: RFC 8620 section 5.6.

These are the objects that may have come in, gone out or moved. Whether they are in the result is the query's to say.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from db.changes import MAILBOX, MESSAGE, Kind

Rows = Callable[[str, Sequence[Any]], list[tuple[Any, ...]]]
"""Runs a reading statement. It must be where the result is read, so that both are of one moment."""

_MAILBOXES = (
    "SELECT id, created_modseq <= ? FROM mailbox WHERE account_id = ? AND named_modseq > ?"
    " ORDER BY named_modseq, id LIMIT ?"
)
_MESSAGES = (
    "SELECT id, created_modseq <= ? FROM message WHERE account_id = ? AND modseq > ? ORDER BY modseq, id LIMIT ?"
)
_CONVERSATIONS = (
    "SELECT message.id, message.created_modseq <= ? FROM thread CROSS JOIN message ON message.thread_id = thread.id"
    " WHERE thread.account_id = ? AND thread.modseq > ? ORDER BY thread.modseq, message.id LIMIT ?"
)
_GONE = (
    "SELECT object_id FROM destroyed WHERE account_id = ? AND kind = ? AND modseq > ? AND created_modseq <= ?"
    " ORDER BY modseq, object_id LIMIT ?"
)


@dataclass(frozen=True, slots=True)
class Touched:
    """Ids of what has changed: there before, made since, and there before but destroyed."""

    old: tuple[int, ...]
    new: tuple[int, ...]
    gone: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.old) + len(self.new) + len(self.gone)


def mailboxes(rows: Rows, account_id: int, since: int, most: int) -> Touched:
    """Return the mailboxes of which anything but counts has changed, at most `most` of each."""
    return _touched(rows, _MAILBOXES, account_id, MAILBOX, since, most)


def messages(rows: Rows, account_id: int, since: int, most: int, whole_conversations: bool) -> Touched:
    """Return the messages that have changed, at most `most` of each; if asked for, with all of their conversations."""
    sql = _CONVERSATIONS if whole_conversations else _MESSAGES
    return _touched(rows, sql, account_id, MESSAGE, since, most)


def _touched(rows: Rows, sql: str, account_id: int, kind: Kind, since: int, most: int) -> Touched:
    there = rows(sql, (since, account_id, since, most))
    gone = rows(_GONE, (account_id, kind.name, since, since, most))
    return Touched(
        old=tuple(row[0] for row in there if row[1]),
        new=tuple(row[0] for row in there if not row[1]),
        gone=tuple(row[0] for row in gone),
    )
