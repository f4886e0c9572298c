"""Rows of messages read from the cache by their numbers: one query for a page, values of `client/message.py` out."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from client.cache_rows import moment, read_keywords, read_people
from client.cache_schema import ID_ONLY
from client.message import MessageRow

T = TypeVar("T")

# What SQLite takes in one statement, on any build of it.
MOST_PARAMETERS = 900
_ROW = (
    "SELECT message.number, message.id, thread.id, keywords, people, subject, received, sent, size, preview,"
    " attachment, (SELECT group_concat(mailbox.id, ' ') FROM place JOIN mailbox ON mailbox.number = place.mailbox"
    " WHERE place.number = message.number)"
    " FROM message JOIN thread ON thread.number = message.thread WHERE known != ? AND message.number IN "
)


def read_rows(connection: sqlite3.Connection, numbers: Sequence[int]) -> dict[int, MessageRow]:
    """The rows of those messages whose headers are known, by number."""
    found = {}
    for some in portions(numbers):
        for columns in connection.execute(f"{_ROW}({marks(some)})", (ID_ONLY, *some)):
            found[columns[0]] = _row(columns)
    return found


def read_ids(connection: sqlite3.Connection, numbers: Sequence[int]) -> dict[int, str]:
    """The server's ids, by number."""
    found: dict[int, str] = {}
    for some in portions(numbers):
        found.update(
            connection.execute(f"SELECT number, id FROM message WHERE number IN ({marks(some)})", some)  # noqa: S608
        )
    return found


def read_numbers(connection: sqlite3.Connection, ids: Iterable[str]) -> dict[str, int]:
    """The numbers of those that are here, by the server's id."""
    found: dict[str, int] = {}
    for some in portions(list(ids)):
        found.update(
            connection.execute(f"SELECT id, number FROM message WHERE id IN ({marks(some)})", some)  # noqa: S608
        )
    return found


def portions(values: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(values), MOST_PARAMETERS):
        yield values[start : start + MOST_PARAMETERS]


def marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))


def _row(columns: Sequence[object]) -> MessageRow:
    _, message_id, thread_id, keywords, people, subject, received, sent, size, preview, attachment, places = columns
    from_, to, cc = read_people(str(people))
    return MessageRow(
        id=str(message_id),
        thread_id=str(thread_id),
        mailbox_ids=frozenset(str(places).split(" ")) if places else frozenset(),
        keywords=read_keywords(str(keywords)),
        from_=from_,
        to=to,
        cc=cc,
        subject=str(subject),
        received_at=moment(_whole(received)),
        sent_at=None if sent is None else moment(_whole(sent)),
        size=_whole(size),
        preview=str(preview),
        has_attachment=bool(attachment),
    )


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0
