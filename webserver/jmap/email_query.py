"""Email/query (RFC 8621 section 4.4; RFC 8620 section 5.5): ids of messages by filter, in the order of their dates."""

from __future__ import annotations

from dataclasses import dataclass, replace

from db import message_query, messages
from db.database import Store
from db.message_query import Query
from webserver.jmap import email_filter, ids
from webserver.jmap.arguments import Arguments
from webserver.jmap.capabilities import Limits
from webserver.jmap.context import Context
from webserver.jmap.errors import MethodError, invalid_arguments
from webserver.jmap.request import JsonObject

MOST_IDS = 100_000


@dataclass(frozen=True, slots=True)
class _Window:
    """Which part of the results is wanted; `anchor` goes before `position`."""

    position: int
    anchor: str | None
    anchor_offset: int
    limit: int | None


class EmailQuery:
    """The method Email/query."""

    def __init__(self, store: Store, limits: Limits) -> None:
        self._store, self._limits = store, limits

    def query(self, context: Context, given: JsonObject) -> JsonObject:
        """Email/query."""
        arguments = Arguments(context, given)
        query = email_filter.read(arguments.anything("filter"))
        ascending = _ascending(arguments.anything("sort"))
        query = replace(query, ascending=ascending, collapse=arguments.flag("collapseThreads"))
        window = _Window(
            arguments.integer("position"),
            arguments.one_id("anchor"),
            arguments.integer("anchorOffset"),
            arguments.count("limit"),
        )
        calculate_total = arguments.flag("calculateTotal")
        arguments.done()
        state = messages.state(self._store, context.account_id)
        limit = MOST_IDS if window.limit is None else min(window.limit, MOST_IDS)
        position = self._position(context.account_id, query, window)
        found = message_query.find(self._store, context.account_id, query, position, limit)
        answer: JsonObject = {
            "accountId": arguments.account_id,
            "queryState": state,
            "canCalculateChanges": False,
            "position": position,
            "ids": [ids.MESSAGE.text(one) for one in found],
        }
        if calculate_total:
            answer["total"] = message_query.count(self._store, context.account_id, query)
        return answer if limit == window.limit else {**answer, "limit": limit}

    def _position(self, account_id: int, query: Query, window: _Window) -> int:
        if window.anchor is not None:
            number = ids.MESSAGE.number(window.anchor)
            index = None if number is None else message_query.index_of(self._store, account_id, query, number)
            if index is None:
                raise MethodError("anchorNotFound")
            return max(0, index + window.anchor_offset)
        if window.position < 0:
            return max(0, message_query.count(self._store, account_id, query) + window.position)
        return window.position


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
            ascending = others.pop("isAscending", True)
            # RFC 8620 section 5.5: for what is not a string, a collation is ignored.
            # https://www.rfc-editor.org/rfc/rfc8620#section-5.5
            collation = others.pop("collation", "")
            if isinstance(ascending, bool) and isinstance(collation, str) and not others:
                return ascending
    raise invalid_arguments("sort: each item has property, and may have isAscending and collation.")
