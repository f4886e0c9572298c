"""The audit log: who changed what, when, from where, and what it was before; and every attempt to send.

It only grows (the store itself refuses anything else). A change writes its line in its own transaction, so that neither
is there without the other. Never a secret, never content: a password is told as "set", "changed" or "removed".
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from db.charset import storable
from db.database import Store, Transaction

MOST = 500
"""Lines that one question gives."""

_LONGEST_VALUE = 500


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it: the address of an account, or a program of ours; `peer` is the network address, "" for a program."""

    name: str
    peer: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line; `at` in Unix seconds, `before` and `after` without secrets (empty where there was or is nothing)."""

    id: int
    at: int
    actor: str
    peer: str
    action: str
    target: str
    before: dict[str, Any]
    after: dict[str, Any]


def write(
    tx: Transaction,
    actor: Actor,
    action: str,
    target: str,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    """Write one line: `action` is a word like `relay-changed`, `target` what it was done to.

    Of `before` and `after` only what differs is kept; values are texts, numbers, truth values, null or lists of them.
    """
    old, new = dict(before or {}), dict(after or {})
    if before is not None and after is not None:
        same = {name for name in old if name in new and old[name] == new[name]}
        old, new = ({name: value for name, value in one.items() if name not in same} for one in (old, new))
    (row_id,) = tx.new_ids(1)
    texts = [_cut(one) for one in (actor.name, actor.peer, action, target)]
    tx.execute(
        "INSERT INTO audit (id, at, actor, peer, action, target, before, after) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (row_id, int(time.time()), *texts, _json(old), _json(new)),
    )


def lines(
    store: Store,
    *,
    before: int | None = None,
    count: int = 100,
    action: str | None = None,
    target: str | None = None,
    actor: str | None = None,
) -> list[Line]:
    """Return lines, the newest first: at most `count` (and MOST) of those with an id below `before`."""
    tests, values = ["1 = 1"], list[object]()
    for column, value in (("id", before), ("action", action), ("target", target), ("actor", actor)):
        if value is not None:
            tests.append("id < ?" if column == "id" else f"{column} = ?")
            values.append(value)
    sql = (
        "SELECT id, at, actor, peer, action, target, before, after FROM audit"  # noqa: S608 - our own words
        f" WHERE {' AND '.join(tests)} ORDER BY id DESC LIMIT ?"
    )
    found = store.rows(sql, (*values, max(1, min(count, MOST))))
    return [_line(*row) for row in found]


def _line(row_id: int, at: int, actor: str, peer: str, action: str, target: str, before: str, after: str) -> Line:
    return Line(row_id, at, actor, peer, action, target, json.loads(before), json.loads(after))


def _json(values: Mapping[str, object]) -> str:
    return json.dumps({name: _shown(value) for name, value in values.items()}, ensure_ascii=False, sort_keys=True)


def _shown(value: object) -> object:
    if isinstance(value, str):
        return _cut(value)
    if isinstance(value, list | tuple):
        return [_shown(one) for one in value]
    return value if value is None or isinstance(value, bool | int | float) else _cut(str(value))


def _cut(text: str) -> str:
    text = storable(text)
    return text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 1] + "…"
