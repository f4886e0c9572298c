"""The lists of a mailbox: all its messages in a chosen order as numbers, and its conversations.

A list of 100,000 is eight bytes a message (`array("q")`) and comes from one range of an index; rows are read later,
page by page, by number. Messages of which only the id is known stand at the end, where their date will put them.
"""

import sqlite3
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import TypeAlias

Numbers: TypeAlias = "array[int]"

PORTION = 2000


class Sort(StrEnum):
    """What a list can be sorted by; each is also the name that settings keep."""

    DATE = "date"
    FROM = "from"
    TO = "to"
    SUBJECT = "subject"
    SIZE = "size"
    FLAG = "flag"
    UNREAD = "unread"
    ATTACHMENT = "attachment"


@dataclass(frozen=True)
class Order:
    """The newest first, unless told otherwise. Where `sort` makes no difference the newest come first, either way;
    of flags and their like, those that have it come first unless `ascending`.
    """

    sort: Sort = Sort.DATE
    ascending: bool = False


NEWEST_FIRST = Order()

_COLUMNS = {
    Sort.FROM: "sender",
    Sort.TO: "recipient",
    Sort.SUBJECT: "subject",
    Sort.SIZE: "size",
    Sort.FLAG: "flagged",
    Sort.UNREAD: "unread",
    Sort.ATTACHMENT: "attachment",
}
_HAS = frozenset({Sort.FLAG, Sort.UNREAD, Sort.ATTACHMENT})


@dataclass(frozen=True)
class Conversations:
    """One line for each conversation of a list: `numbers` has the message that stands for it (the first of the order:
    usually the newest), `counts` how many messages of it the mailbox holds, `unread` how many of those are unread.
    """

    numbers: Numbers
    counts: Numbers
    unread: Numbers

    def __len__(self) -> int:
        return len(self.numbers)


def mailbox_numbers(connection: sqlite3.Connection, mailbox: int, order: Order) -> Numbers:
    """All messages of a mailbox."""
    found = array("q")
    for rows in _ordered(connection, "number", mailbox, order):
        found.extend(chain.from_iterable(rows))
    return found


def mailbox_conversations(connection: sqlite3.Connection, mailbox: int, order: Order) -> Conversations:
    """All conversations of a mailbox, in the order of their first messages."""
    at: dict[int, int] = {}
    numbers, counts, unread = array("q"), array("q"), array("q")
    for rows in _ordered(connection, "number, thread, unread", mailbox, order):
        for number, thread, is_unread in rows:
            # Of what thread a message is, is told with its headers: until then it stands for itself.
            place = at.setdefault(thread or -number, len(numbers))
            if place == len(numbers):
                numbers.append(number)
                counts.append(1)
                unread.append(is_unread)
            else:
                counts[place] += 1
                unread[place] += is_unread
    return Conversations(numbers, counts, unread)


def conversation_numbers(connection: sqlite3.Connection, number: int) -> Numbers:
    """All messages of a message's conversation that lie in any mailbox, the oldest first; it alone while its headers
    are not known.
    """
    sql = (
        "SELECT other.number FROM message JOIN message AS other ON other.thread = message.thread"
        " WHERE message.number = ? AND message.thread != 0"
        " AND EXISTS (SELECT 1 FROM place WHERE place.number = other.number)"
        " ORDER BY other.received, other.number"
    )
    return array("q", chain.from_iterable(connection.execute(sql, (number,)))) or array("q", [number])


def position(connection: sqlite3.Connection, mailbox: int, number: int) -> int:
    """How many messages of a mailbox are newer than this one; -1 when it is not there."""
    found = connection.execute(
        "SELECT ordinal FROM place WHERE number = ? AND mailbox = ?", (number, mailbox)
    ).fetchone()
    if found is None:
        return -1
    (newer,) = connection.execute(
        "SELECT count(*) FROM place WHERE mailbox = ? AND (ordinal, number) > (?, ?)", (mailbox, found[0], number)
    ).fetchone()
    return int(newer)


def matching_numbers(connection: sqlite3.Connection, where: str, values: dict[str, object], order: Order) -> Numbers:
    """The messages whose `place` rows match a condition, each once; only such whose headers are known."""
    found: dict[int, None] = {}
    for sql in _pieces("number", f"thread != 0 AND {where}", order):
        found.update(dict.fromkeys(chain.from_iterable(connection.execute(sql, values))))
    return array("q", found)


def _ordered(
    connection: sqlite3.Connection, columns: str, mailbox: int, order: Order
) -> Iterator[list[tuple[int, ...]]]:
    """The rows of a mailbox in portions that follow each other: what is done to 100,000 in one go holds the window."""
    for sql in _pieces(columns, "mailbox = :mailbox", order):
        cursor = connection.execute(sql, {"mailbox": mailbox})
        while rows := cursor.fetchmany(PORTION):
            yield rows


def _pieces(columns: str, where: str, order: Order) -> list[str]:
    """Queries whose answers follow each other."""
    select = f"SELECT {columns} FROM place WHERE {where}"  # noqa: S608
    way = "" if order.ascending else "DESC"
    newest = "ordinal DESC, number DESC"
    if order.sort is Sort.DATE:
        return [f"{select} ORDER BY ordinal {way}, number {way}"]
    column = _COLUMNS[order.sort]
    if order.sort in _HAS:
        values = (0, 1) if order.ascending else (1, 0)
        settled = [f"{select} AND ordinal >= 0 AND {column} = {value} ORDER BY {newest}" for value in values]
    else:
        settled = [f"{select} AND ordinal >= 0 ORDER BY {column} {way}, {newest}"]
    return [*settled, f"{select} AND ordinal < 0 ORDER BY {newest}"]
