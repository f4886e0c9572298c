"""The cache's index of words: what of a row can be found while somebody types.

The index keeps no text of its own, so a message that goes is taken out with the same text that went in; that text never
changes in the life of a message.
"""

import re
import sqlite3
from collections.abc import Iterable

from client.addresses import Address
from client.cache_rows import storable
from client.message import MessageRow

COLUMNS = ("sender", "recipients", "copied", "subject", "preview")

# Scripts that write no blanks between words: each character is a word of its own, and a word of several is a phrase.
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_BREAK = "\u200b"
_NAMES = ", ".join(COLUMNS)


def add(connection: sqlite3.Connection, number: int, row: MessageRow) -> None:
    connection.execute(
        f"INSERT INTO words (rowid, {_NAMES}) VALUES (?, ?, ?, ?, ?, ?)",  # noqa: S608
        (number, *_texts(row)),
    )


def remove(connection: sqlite3.Connection, number: int, row: MessageRow) -> None:
    connection.execute(
        f"INSERT INTO words (words, rowid, {_NAMES}) VALUES ('delete', ?, ?, ?, ?, ?, ?)",  # noqa: S608
        (number, *_texts(row)),
    )


def searchable(text: str) -> str:
    """Text as it is indexed, and as what is looked for is compared with it."""
    return text if text.isascii() else storable(_UNSPACED.sub(rf"\g<0>{_BREAK}", text))


def _texts(row: MessageRow) -> tuple[str, ...]:
    people = map(_people, (row.from_, row.to, row.cc))
    return tuple(map(searchable, (*people, row.subject, row.preview)))


def _people(people: Iterable[Address]) -> str:
    return " ".join(f"{one.name} {one.address}" for one in people)
