"""A change that a person wants and the server does not know yet: what it does to a message, and how it is written down.

Values, and their two tables, which are in a file of their own (`client/cache_kept.py`). `client/cache_wishes.py` shows
wishes in the lists, `client/sync.py` sends them.
"""

import contextlib
import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from client.json_values import ShapeError, as_list, flag, parse_object
from client.salvage import read_loosely, rows_around_damage


@dataclass(frozen=True)
class Patch:
    """`keywords` are set (True) or cleared; `mailbox_ids`, unless None, are the only ones afterwards; `destroy` deletes
    for good, and then nothing else counts.
    """

    keywords: Mapping[str, bool] = field(default_factory=dict)
    mailbox_ids: frozenset[str] | None = None
    destroy: bool = False

    def applied(self, state: "MessageState") -> "MessageState":
        """The state of a message after it. What is to be destroyed is in no mailbox."""
        if self.destroy:
            return MessageState(state.keywords, frozenset())
        cleared = {name for name, value in self.keywords.items() if not value}
        added = {name for name, value in self.keywords.items() if value}
        mailbox_ids = state.mailbox_ids if self.mailbox_ids is None else self.mailbox_ids
        return MessageState((state.keywords - cleared) | added, mailbox_ids)

    def arguments(self) -> dict[str, object]:
        """A PatchObject for Email/set (RFC 8620 section 5.3)."""
        patch: dict[str, object] = {f"keywords/{name}": value or None for name, value in self.keywords.items()}
        if self.mailbox_ids is not None:
            patch["mailboxIds"] = dict.fromkeys(sorted(self.mailbox_ids), True)
        return patch


@dataclass(frozen=True)
class MessageState:
    """What can change of a message (RFC 8621 section 4.1.1)."""

    keywords: frozenset[str]
    mailbox_ids: frozenset[str]


@dataclass(frozen=True)
class Wish:
    """One change of some messages (or the first of many), as it waits to be sent; `number` tells the order."""

    number: int
    patch: Patch
    ids: tuple[str, ...]


_ALL = "SELECT number, keywords, mailboxes, destroy FROM wish"
_TARGETS = "SELECT id FROM wish_target WHERE wish = ?"

SavedWish: TypeAlias = tuple[Patch, tuple[str, ...]]


def add_wish(connection: sqlite3.Connection, patch: Patch, ids: Iterable[str]) -> int:
    """Write a wish behind all others; its number."""
    mailboxes = None if patch.mailbox_ids is None else json.dumps(sorted(patch.mailbox_ids))
    added = connection.execute(
        "INSERT INTO wish (keywords, mailboxes, destroy) VALUES (?, ?, ?)",
        (json.dumps(dict(patch.keywords)), mailboxes, patch.destroy),
    )
    number = added.lastrowid or 0
    connection.executemany("INSERT OR IGNORE INTO wish_target (wish, id) VALUES (?, ?)", [(number, one) for one in ids])
    return number


def read_patch(keywords: object, mailboxes: object, destroy: object) -> Patch:
    """The patch of a row of the table `wish`. Raises ShapeError."""
    found = parse_object(str(keywords))
    ids = None if mailboxes is None else frozenset(map(str, as_list(_parsed(mailboxes), "mailboxes")))
    return Patch({name: flag(found, name) for name in found}, ids, bool(destroy))


def saved_wishes(connection: sqlite3.Connection) -> list[SavedWish]:
    """The wishes of a file that cannot be used otherwise, as far as they can be read; what is no wish is left out."""
    found: list[SavedWish] = []
    read_loosely(connection)
    for number, *columns in rows_around_damage(connection, _ALL, "number")[0]:
        targets = rows_around_damage(connection, _TARGETS, "id", (number,))[0]
        ids = tuple(one for (one,) in targets if isinstance(one, str))
        # What is no wish: a table of the same name in a file of somebody else, or what damage has made of one.
        with contextlib.suppress(ShapeError, ValueError):
            # Damage must delete nothing for good.
            if ids and columns[2] in (0, 1):
                found.append((read_patch(*columns), ids))
    return found


def _parsed(document: object) -> object:
    return parse_object(f'{{"value": {document}}}')["value"]
