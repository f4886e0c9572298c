"""What can still be read of a damaged SQLite file. A damaged page ends a scan of its table, so each table is read from
both ends: what lies on either side of the damage is found. Values may be anything: whoever asks checks them.
"""

import sqlite3
from collections.abc import Sequence
from typing import TypeAlias

Row: TypeAlias = tuple[object, ...]


def read_loosely(connection: sqlite3.Connection) -> None:
    """Take text that is no UTF-8 any more as it is, so that one such value does not hide its neighbours."""
    connection.text_factory = lambda data: data.decode("utf-8", "replace")


def rows_around_damage(
    connection: sqlite3.Connection, select: str, key: str, values: Sequence[object] = ()
) -> tuple[list[Row], bool]:
    """The rows of `select`, whose first column is the whole number or the text `key`, sorted by it; and whether that
    is all of them. `select` is SQL of ours and has no ORDER BY.
    """
    found: dict[object, Row] = {}
    for order in ("ASC", "DESC"):
        try:
            for row in connection.execute(f"{select} ORDER BY {key} {order}", values):
                found[row[0]] = row
            return _sorted(found), order == "ASC"
        except sqlite3.Error:
            # The damage: what lies behind it is read from the other end.
            continue
    return _sorted(found), False


def _sorted(found: dict[object, Row]) -> list[Row]:
    numbers = sorted(key for key in found if isinstance(key, int))
    texts = sorted(key for key in found if isinstance(key, str))
    return [*(found[key] for key in numbers), *(found[key] for key in texts)]
