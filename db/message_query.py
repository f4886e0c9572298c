"""Finding messages: which of an account's messages meet a condition, in their order, page by page.

A query that only names a mailbox, or the account, is one range of an index, however many messages there are. Words
are looked up in the search index first where they are few; where they are many, the latest messages are looked at one
by one until enough have them. Other conditions are tested message by message along the way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from db.database import Store
from db.message_condition import Condition, Parameters, has_words
from db.message_order import Key

FEW = 20_000
"""Up to so many contents with the words, each is looked up; beyond, messages are compared with all of them."""

_SPARE = 50
_ALL = 2**53
_DATE, _PLACE_DATE = "message.received_at", "place.received_at"
_PLACE = "place.mailbox_id = (SELECT id FROM mailbox WHERE id = ? AND account_id = ?)"


@dataclass(frozen=True, slots=True)
class Query:
    """Messages of a mailbox (None: of the account), received at or after `after` and before `before` (Unix seconds).

    `words` is an expression of the search index that must match, `heads` a condition that is tested last. `among` are
    ids, at most some hundred: no other message is there. Without `keys`, the order is by date. With `collapse`, only
    the first message of each conversation is there.
    """

    mailbox_id: int | None = None
    after: int | None = None
    before: int | None = None
    condition: Condition | None = None
    ascending: bool = False
    collapse: bool = False
    words: str | None = None
    heads: Condition | None = None
    keys: tuple[Key, ...] = ()
    among: tuple[int, ...] | None = None

    @property
    def plain(self) -> bool:
        """Whether the mailbox alone decides which messages these are."""
        unbounded = self.after is None and self.before is None and self.among is None
        return unbounded and self.words is None and not self.conditions

    @property
    def plain_source(self) -> bool:
        """Whether nothing but the place of a message in its mailbox is looked at."""
        read_alone = self.words is None and not self.conditions and not self.keys
        return read_alone and self.among is None and not self.collapse

    @property
    def by_words(self) -> bool:
        """Whether the search index has a say: what is found can then change when no mail does."""
        return self.words is not None or any(one.searching for one in self.conditions)

    @property
    def conditions(self) -> list[Condition]:
        """What must hold beside the rest, in the order in which it is tested."""
        return [one for one in (self.condition, self.heads) if one is not None]

    @property
    def _searching(self) -> bool:
        return self.by_words or any(key.searching for key in self.keys)

    def rows(self, store: Store, sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
        """Run a statement made for this query on the connection that understands it."""
        return store.found_rows(sql, parameters) if self._searching else store.rows(sql, parameters)


def state(store: Store, account_id: int, query: Query) -> str:
    """Return the state of the account's mail (`messages.state`), read where the query is: both are of one moment."""
    rows = query.rows(store, "SELECT modseq FROM account WHERE id = ?", (account_id,))
    return str(rows[0][0]) if rows else "0"


def find(store: Store, account_id: int, query: Query, position: int, limit: int) -> list[int]:
    """Return message ids from `position` (counted from 0) on, at most `limit`."""
    if query.collapse:
        return _collapsed(store, account_id, query, position + limit)[position : position + limit]
    return [row[0] for row in _ordered(store, account_id, query, limit, position)]


def count(store: Store, account_id: int, query: Query) -> int:
    """Return how many messages `find` gives in all."""
    if query.plain and query.mailbox_id is not None:
        column = "threads" if query.collapse else "total"
        sql = f"SELECT {column} FROM mailbox WHERE id = ? AND account_id = ?"  # noqa: S608 - one of two words
        row = store.row(sql, (query.mailbox_id, account_id))
        return int(row[0]) if row else 0
    matched, parameters = _matched(store, account_id, query)
    counted = "count(DISTINCT thread)" if query.collapse else "count(*)"
    found: int = query.rows(store, f"SELECT {counted} FROM ({matched}) AS matched", parameters)[0][0]  # noqa: S608
    return found


def index_of(store: Store, account_id: int, query: Query, message_id: int) -> int | None:
    """Return the position of a message in what `find` gives; None when it is not there."""
    if query.collapse or query.keys:
        everything = find(store, account_id, query, 0, _ALL)
        return everything.index(message_id) if message_id in everything else None
    matched, parameters = _matched(store, account_id, query)
    sign = "<" if query.ascending else ">"
    sql = (
        f"WITH matched AS ({matched}) SELECT (SELECT count(*) FROM matched AS other"  # noqa: S608 - built here
        f" WHERE (other.at, other.id) {sign} (matched.at, matched.id)) FROM matched WHERE matched.id = ?"
    )
    rows = query.rows(store, sql, (*parameters, message_id))
    return int(rows[0][0]) if rows else None


def heads_to_read(store: Store, account_id: int, query: Query) -> int:
    """Return into how many messages `heads` has to look for all that `find` gives."""
    if query.heads is None:
        return 0
    return count(store, account_id, replace(query, heads=None, collapse=False))


def _collapsed(store: Store, account_id: int, query: Query, wanted: int) -> list[int]:
    """Return the first messages of the first conversations, `wanted` or more unless there are fewer."""
    limit = 2 * wanted + _SPARE
    while True:
        rows = _ordered(store, account_id, query, limit, 0)
        first: dict[int, int] = {}
        for message_id, thread_id in rows:
            first.setdefault(thread_id, message_id)
        if len(first) >= wanted or len(rows) < limit:
            return list(first.values())
        limit *= 4


def _ordered(store: Store, account_id: int, query: Query, limit: int, position: int) -> list[tuple[Any, ...]]:
    """Return ids, with those of their conversations where these are to be collapsed."""
    matched, parameters = _matched(store, account_id, query)
    columns = "id, thread" if query.collapse else "id"
    sql = f"SELECT {columns} FROM ({matched}) AS matched ORDER BY {_order(query)} LIMIT ? OFFSET ?"  # noqa: S608
    return query.rows(store, sql, (*parameters, limit, position))


def _order(query: Query) -> str:
    by_keys = [f"key{number} {'ASC' if key.ascending else 'DESC'}" for number, key in enumerate(query.keys)]
    by_date = "ASC" if query.ascending else "DESC"
    return ", ".join([*by_keys, f"at {by_date}", f"id {by_date}"])


def _matched(store: Store, account_id: int, query: Query) -> tuple[str, Parameters]:
    """Return SQL for the columns `id`, `at` and what else is needed of everything that matches, and its parameters."""
    few = query.words is not None and query.among is None and _are_few(store, query.words)
    source, at, parameters = _source(account_id, query, few)
    tests = [Condition(f"{at} >= ?", (query.after,))] if query.after is not None else []
    tests += [Condition(f"{at} < ?", (query.before,))] if query.before is not None else []
    tests += [query.condition] if query.condition is not None else []
    tests += [has_words(query.words)] if query.words is not None and not few else []
    tests += [query.heads] if query.heads is not None else []
    sql = " AND ".join([source, *(test.sql for test in tests)])
    return sql, parameters + tuple(value for test in tests for value in test.parameters)


def _are_few(store: Store, words: str) -> bool:
    sql = "SELECT count(*) FROM (SELECT 1 FROM words WHERE words MATCH ? LIMIT ?) AS matched"
    return bool(store.found_rows(sql, (words, FEW + 1))[0][0] <= FEW)


def _source(account_id: int, query: Query, few: bool) -> tuple[str, str, Parameters]:
    """Return a SELECT that ends in its first condition, the expression for the date, and the parameters."""
    if query.mailbox_id is not None and query.plain_source:
        sql = f"SELECT place.message_id AS id, place.received_at AS at FROM mailbox_message AS place WHERE {_PLACE}"  # noqa: S608
        return sql, _PLACE_DATE, (query.mailbox_id, account_id)
    keys = tuple(value for key in query.keys for value in key.parameters)
    # The side with fewer rows leads: the other way round, every message of the account would be looked at.
    if few or query.among is not None:
        # The + keeps the planner from going through the account's messages by their date, once for each content.
        first, mine, chosen = _words(query) if query.among is None else _among(query.among)
        leading, parameters = f"{_select(query, 'message.id', _DATE)} {first}", (*keys, *chosen, account_id)
        if query.mailbox_id is None:
            return f"{leading} WHERE {mine}", f"+{_DATE}", parameters
        leading += " CROSS JOIN mailbox_message AS place ON place.message_id = message.id"
        return f"{leading} WHERE {mine} AND +{_PLACE}", f"+{_DATE}", (*parameters, query.mailbox_id, account_id)
    if query.mailbox_id is None:
        leading = f"{_select(query, 'message.id', _DATE)} message"
        return f"{leading} WHERE message.account_id = ?", _DATE, (*keys, account_id)
    leading = f"{_select(query, 'place.message_id', _PLACE_DATE)} mailbox_message AS place"
    leading += " CROSS JOIN message ON message.id = place.message_id"
    return f"{leading} WHERE {_PLACE}", _PLACE_DATE, (*keys, query.mailbox_id, account_id)


def _words(query: Query) -> tuple[str, str, Parameters]:
    """Return what leads when words are few: the tables, the first condition, the parameters."""
    tables = "words CROSS JOIN message ON message.content_id = words.rowid"
    return tables, "words MATCH ? AND +message.account_id = ?", (query.words,)


def _among(message_ids: tuple[int, ...]) -> tuple[str, str, Parameters]:
    """Return what leads when messages are named."""
    named = f"(VALUES {', '.join(['(?)'] * len(message_ids)) or '(NULL)'}) AS named"
    tables = f"{named} CROSS JOIN message ON message.id = named.column1"
    return tables, "+message.account_id = ?", message_ids


def _select(query: Query, message_id: str, at: str) -> str:
    # The columns of what leads, so that its index gives the order.
    columns = [f"{message_id} AS id", f"{at} AS at", "message.thread_id AS thread"]
    columns += [f"{key.sql} AS key{number}" for number, key in enumerate(query.keys)]
    return f"SELECT {', '.join(columns)} FROM"
