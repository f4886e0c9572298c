"""Finding submissions: which of an account's submissions meet a condition, and in which order (RFC 8621 section 7.3).

An account has few enough of them that a query gives all ids at once; whoever asked cuts out the part that is wanted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from db.database import Store
from db.message_condition import Condition

Column = Literal["identity_id", "message_id", "thread_id", "undo_status", "send_at"]
Order = tuple[tuple[Column, bool], ...]
"""Columns to sort by, the most important first, each with whether it ascends."""


def find(store: Store, account_id: int, condition: Condition, order: Order) -> list[int]:
    """Return the ids of all submissions of the account that meet `condition`."""
    columns = [f"{column} {'ASC' if ascending else 'DESC'}" for column, ascending in order]
    sql = f"SELECT id FROM submission WHERE account_id = ? AND {condition.sql} ORDER BY {', '.join([*columns, 'id'])}"  # noqa: S608
    return [row[0] for row in store.rows(sql, (account_id, *condition.parameters))]


def one_of(column: Column, values: Sequence[int | str]) -> Condition:
    """The column has one of these values; without any, this never holds."""
    marks = ",".join("?" * len(values))
    return Condition(f"{column} IN ({marks})", tuple(values))


def sent(sign: Literal["<", ">="], seconds: int) -> Condition:
    """The time of sending is before (`<`), or at or after (`>=`), this moment."""
    return Condition(f"send_at {sign} ?", (seconds,))
