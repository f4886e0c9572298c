"""What can be true of a message or not: pieces of SQL with their parameters, and how they combine.

Values are always parameters. None of these reads a content but `has_header`, which reads its front.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from db.flags import pack

Parameters = tuple[int | str | None, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that is true of a message or not: SQL about the row `message`, and its parameters.

    `searching`: it needs the search index, so its answer can change when no mail does, or a function of
    `db.search_functions`. `reads_heads`: it reads the fronts of contents.
    """

    sql: str
    parameters: Parameters = ()
    searching: bool = False
    reads_heads: bool = False


def in_mailbox(mailbox_id: int) -> Condition:
    """The message lies in this mailbox."""
    return Condition(f"EXISTS ({_PLACES} AND other.mailbox_id = ?)", (mailbox_id,))


def in_other_than(mailbox_ids: Sequence[int]) -> Condition:
    """The message lies in a mailbox that is none of these."""
    marks = ",".join("?" * len(mailbox_ids))
    return Condition(f"EXISTS ({_PLACES} AND other.mailbox_id NOT IN ({marks}))", tuple(mailbox_ids))


def in_mailbox_called(name: str) -> Condition:
    """The message lies in a mailbox with this role or name (any case)."""
    boxes = "SELECT id FROM mailbox WHERE account_id = message.account_id AND (role = ? OR casefold(name) = ?)"
    folded = name.casefold()
    return Condition(f"EXISTS ({_PLACES} AND other.mailbox_id IN ({boxes}))", (folded, folded), searching=True)


_PLACES = "SELECT 1 FROM mailbox_message AS other WHERE other.message_id = message.id"


def received(sign: Literal["<", ">="], seconds: int) -> Condition:
    """The message was received before (`<`), or at or after (`>=`), this moment."""
    # The + keeps it from being taken for the range of an index: that is for `Query.after` and `before`.
    return Condition(f"+message.received_at {sign} ?", (seconds,))


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


def has_words(expression: str) -> Condition:
    """The message matches an expression of the search index (`db.search_terms`)."""
    sql = "message.content_id IN (SELECT rowid FROM words WHERE words MATCH ?)"
    return Condition(sql, (expression,), searching=True)


def has_header(name: str, value: str | None) -> Condition:
    """The message has a header field of this name (any case); with `value`, one that has it in it (any case)."""
    folded = None if value is None else value.casefold()
    # A subquery, because those come after whatever is cheaper.
    sql = "(SELECT has_header(message.content_id, ?, ?))"
    return Condition(sql, (name.lower(), folded), searching=True, reads_heads=True)


def all_of(conditions: Sequence[Condition]) -> Condition:
    """All of them hold; without any, this always does."""
    return _joined(" AND ", conditions, "1 = 1")


def any_of(conditions: Sequence[Condition]) -> Condition:
    """At least one of them holds; without any, this never does."""
    return _joined(" OR ", conditions, "1 = 0")


def none_of(conditions: Sequence[Condition]) -> Condition:
    """None of them holds."""
    one = any_of(conditions)
    return Condition(f"NOT {one.sql}", one.parameters, one.searching, one.reads_heads)


def _joined(word: str, conditions: Sequence[Condition], without: str) -> Condition:
    sql = word.join(one.sql for one in conditions) or without
    return Condition(
        f"({sql})",
        tuple(value for one in conditions for value in one.parameters),
        any(one.searching for one in conditions),
        any(one.reads_heads for one in conditions),
    )


def _keyword(table: str, keyword: str) -> Condition:
    bits, text = pack(frozenset([keyword]))
    if bits:
        return Condition(f"({table}.flags & ?) <> 0", (bits,))
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return Condition(f"(' ' || {table}.keywords || ' ') LIKE ? ESCAPE '\\'", (f"% {escaped} %",))
