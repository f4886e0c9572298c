"""Email/query (RFC 8621 section 4.4; RFC 8620 section 5.5): ids of messages by filter, in the order of their dates."""

from __future__ import annotations

from dataclasses import dataclass, replace

from db import message_query, messages
from db.database import Store
from db.message_query import Query
from webserver.jmap import email_filter, ids
from webserver.jmap.arguments import Arguments
from webserver.jmap.context import Context
from webserver.jmap.errors import MethodError, invalid_arguments
from webserver.jmap.request import JsonObject

MOST_IDS = 100_000


@dataclass(frozen=True, slots=True)
class _Asked:
    """The arguments of one call; `anchor` goes before `position`."""

    account_id: str
    query: Query
    position: int
    anchor: str | None
    anchor_offset: int
    limit: int | None
    calculate_total: bool


class EmailQuery:
    """The method Email/query."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def query(self, context: Context, given: JsonObject) -> JsonObject:
        """Email/query."""
        asked = _read(Arguments(context, given))
        state = messages.state(self._store, context.account_id)
        limit = MOST_IDS if asked.limit is None else min(asked.limit, MOST_IDS)
        position = self._position(context.account_id, asked)
        found = message_query.find(self._store, context.account_id, asked.query, position, limit)
        answer: JsonObject = {
            "accountId": asked.account_id,
            "queryState": state,
            "canCalculateChanges": False,
            "position": position,
            "ids": [ids.MESSAGE.text(one) for one in found],
        }
        if asked.calculate_total:
            answer["total"] = message_query.count(self._store, context.account_id, asked.query)
        return answer if limit == asked.limit else {**answer, "limit": limit}

    def _position(self, account_id: int, asked: _Asked) -> int:
        if asked.anchor is not None:
            number = ids.MESSAGE.number(asked.anchor)
            index = None if number is None else message_query.index_of(self._store, account_id, asked.query, number)
            if index is None:
                raise MethodError("anchorNotFound")
            return max(0, index + asked.anchor_offset)
        if asked.position < 0:
            return max(0, message_query.count(self._store, account_id, asked.query) + asked.position)
        return asked.position


def _read(arguments: Arguments) -> _Asked:
    query = email_filter.read(arguments.anything("filter"))
    ascending = _ascending(arguments.anything("sort"))
    asked = _Asked(
        account_id=arguments.account_id,
        query=replace(query, ascending=ascending, collapse=arguments.flag("collapseThreads")),
        position=arguments.integer("position"),
        anchor=arguments.one_id("anchor"),
        anchor_offset=arguments.integer("anchorOffset"),
        limit=arguments.count("limit"),
        calculate_total=arguments.flag("calculateTotal"),
    )
    arguments.done()
    return asked


def _ascending(sort: object) -> bool:
    """Return the direction of a sort by date; without a sort, the newest come first."""
    if sort is None or sort == []:
        return False
    if not isinstance(sort, list):
        raise invalid_arguments("sort must be a list.")
    directions = [_comparator(one) for one in sort]
    # Messages of the same second are in the order of their ids already: what comes after the first adds nothing.
    return directions[0]


def _comparator(value: object) -> bool:
    match value:
        case {"property": str(name), **others}:
            if name != "receivedAt":
                raise MethodError("unsupportedSort", "This server sorts by receivedAt only.")
            # RFC 8620 section 5.5: there may be more properties, of which a sort by date needs none (programs do send
            # some), and for what is not a string, a collation is ignored.
            # https://www.rfc-editor.org/rfc/rfc8620#section-5.5
            ascending, collation = others.get("isAscending", True), others.get("collation", "")
            if isinstance(ascending, bool) and isinstance(collation, str):
                return ascending
    raise invalid_arguments("sort: each item has property, and may have isAscending and collation.")
