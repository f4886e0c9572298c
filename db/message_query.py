"""Finding messages: which of an account's messages meet a condition, in the order of their date, page by page.

A query that only names a mailbox is one range of an index, however many messages there are. Conditions beyond that are
looked at message by message along that range, and none of them reads a content. Values are always parameters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from db.database import Store
from db.flags import pack

Parameters = tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that is true of a message or not: SQL about the row `message`, and its parameters."""

    sql: str
    parameters: Parameters = ()


@dataclass(frozen=True, slots=True)
class Query:
    """Messages of a mailbox (None: of the account), received at or after `after` and before `before` (Unix seconds).

    With `collapse`, only the first message of each conversation is there.
    """

    mailbox_id: int | None = None
    after: int | None = None
    before: int | None = None
    condition: Condition | None = None
    ascending: bool = False
    collapse: bool = False

    @property
    def plain(self) -> bool:
        """Whether the mailbox alone decides which messages these are."""
        return self.after is None and self.before is None and self.condition is None


def find(store: Store, account_id: int, query: Query, position: int, limit: int) -> list[int]:
    """Return message ids from `position` (counted from 0) on, at most `limit`."""
    matched, parameters = _matched(account_id, query)
    order = "ASC" if query.ascending else "DESC"
    sql = f"SELECT id FROM ({matched}) AS matched ORDER BY at {order}, id {order} LIMIT ? OFFSET ?"  # noqa: S608
    return [row[0] for row in store.rows(sql, (*parameters, limit, position))]


def count(store: Store, account_id: int, query: Query) -> int:
    """Return how many messages `find` gives in all."""
    if query.plain and query.mailbox_id is not None:
        column = "threads" if query.collapse else "total"
        sql = f"SELECT {column} FROM mailbox WHERE id = ? AND account_id = ?"  # noqa: S608 - one of two words
        row = store.row(sql, (query.mailbox_id, account_id))
    else:
        matched, parameters = _matched(account_id, query)
        row = store.row(f"SELECT count(*) FROM ({matched}) AS matched", parameters)  # noqa: S608 - built here
    return int(row[0]) if row else 0


def index_of(store: Store, account_id: int, query: Query, message_id: int) -> int | None:
    """Return the position of a message in what `find` gives; None when it is not there."""
    matched, parameters = _matched(account_id, query)
    sign = "<" if query.ascending else ">"
    sql = (
        f"WITH matched AS ({matched}) SELECT (SELECT count(*) FROM matched AS other"  # noqa: S608 - built here
        f" WHERE (other.at, other.id) {sign} (matched.at, matched.id)) FROM matched WHERE matched.id = ?"
    )
    row = store.row(sql, (*parameters, message_id))
    return int(row[0]) if row else None


def in_mailbox(mailbox_id: int) -> Condition:
    """The message lies in this mailbox."""
    sql = "SELECT 1 FROM mailbox_message AS other WHERE other.message_id = message.id AND other.mailbox_id = ?"
    return Condition(f"EXISTS ({sql})", (mailbox_id,))


def in_other_than(mailbox_ids: Sequence[int]) -> Condition:
    """The message lies in a mailbox that is none of these."""
    marks = ",".join("?" * len(mailbox_ids))
    sql = "SELECT 1 FROM mailbox_message AS other WHERE other.message_id = message.id AND other.mailbox_id NOT IN"
    return Condition(f"EXISTS ({sql} ({marks}))", tuple(mailbox_ids))


def received(sign: Literal["<", ">="], seconds: int) -> Condition:
    """The message was received before (`<`), or at or after (`>=`), this moment."""
    return Condition(f"message.received_at {sign} ?", (seconds,))


def size(sign: Literal["<", ">="], octets: int) -> Condition:
    """The message is smaller (`<`), or as large or larger (`>=`)."""
    return Condition(f"(SELECT size FROM content WHERE content.id = message.content_id) {sign} ?", (octets,))  # noqa: S608


def has_attachment(wanted: bool) -> Condition:
    """The message has an attachment, or has none."""
    return Condition("(SELECT has_attachment FROM content WHERE content.id = message.content_id) = ?", (int(wanted),))


def has_keyword(keyword: str) -> Condition:
    """The message has this keyword (any case)."""
    return _keyword("message", keyword)


def some_in_thread(keyword: str) -> Condition:
    """A message of the same conversation has this keyword."""
    test = _keyword("near", keyword)
    return Condition(f"EXISTS ({_THREAD} AND {test.sql})", test.parameters)


def all_in_thread(keyword: str) -> Condition:
    """Every message of the same conversation has this keyword."""
    test = _keyword("near", keyword)
    return Condition(f"NOT EXISTS ({_THREAD} AND NOT {test.sql})", test.parameters)


_THREAD = "SELECT 1 FROM message AS near WHERE near.thread_id = message.thread_id"


def all_of(conditions: Sequence[Condition]) -> Condition:
    """All of them hold; without any, this always does."""
    return _joined(" AND ", conditions, "1 = 1")


def any_of(conditions: Sequence[Condition]) -> Condition:
    """At least one of them holds; without any, this never does."""
    return _joined(" OR ", conditions, "1 = 0")


def none_of(conditions: Sequence[Condition]) -> Condition:
    """None of them holds."""
    one = any_of(conditions)
    return Condition(f"NOT {one.sql}", one.parameters)


def _joined(word: str, conditions: Sequence[Condition], without: str) -> Condition:
    sql = word.join(one.sql for one in conditions) or without
    return Condition(f"({sql})", tuple(value for one in conditions for value in one.parameters))


def _keyword(table: str, keyword: str) -> Condition:
    bits, text = pack(frozenset([keyword]))
    if bits:
        return Condition(f"({table}.flags & ?) <> 0", (bits,))
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return Condition(f"(' ' || {table}.keywords || ' ') LIKE ? ESCAPE '\\'", (f"% {escaped} %",))


def _matched(account_id: int, query: Query) -> tuple[str, Parameters]:
    """Return SQL for the columns `id` and `at` of everything that matches, and its parameters."""
    source, at, parameters = _source(account_id, query)
    tests = [Condition(f"{at} >= ?", (query.after,))] if query.after is not None else []
    tests += [Condition(f"{at} < ?", (query.before,))] if query.before is not None else []
    tests += [query.condition] if query.condition is not None else []
    sql = " AND ".join([source, *(test.sql for test in tests)])
    parameters += tuple(value for test in tests for value in test.parameters)
    return (_collapsed(sql, query.ascending) if query.collapse else sql), parameters


def _source(account_id: int, query: Query) -> tuple[str, str, Parameters]:
    """Return a SELECT that ends in its first condition, the expression for the date, and the parameters."""
    if query.mailbox_id is None:
        columns = "message.id, message.received_at AS at, message.thread_id AS thread"
        return f"SELECT {columns} FROM message WHERE message.account_id = ?", "message.received_at", (account_id,)  # noqa: S608
    columns, joined = "place.message_id AS id, place.received_at AS at", ""
    if query.condition is not None or query.collapse:
        # The mailbox's index leads: the other way round, every message of the account would be looked at.
        columns += ", message.thread_id AS thread"
        joined = " CROSS JOIN message ON message.id = place.message_id"
    ours = "(SELECT id FROM mailbox WHERE id = ? AND account_id = ?)"
    sql = f"SELECT {columns} FROM mailbox_message AS place{joined} WHERE place.mailbox_id = {ours}"  # noqa: S608
    return sql, "place.received_at", (query.mailbox_id, account_id)


def _collapsed(sql: str, ascending: bool) -> str:
    order = "ASC" if ascending else "DESC"
    first = f"row_number() OVER (PARTITION BY thread ORDER BY at {order}, id {order})"
    return f"SELECT id, at FROM (SELECT id, at, {first} AS nth FROM ({sql}) AS every) AS numbered WHERE nth = 1"  # noqa: S608
