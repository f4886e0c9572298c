"""Email/query (RFC 8621 section 4.4; RFC 8620 section 5.5): ids of messages by filter, in the order of their dates."""

from __future__ import annotations

from dataclasses import replace

from db import message_query, search
from db.database import Store
from db.message_query import Query
from webserver.jmap import email_filter, email_sort, ids, window
from webserver.jmap.arguments import Arguments
from webserver.jmap.context import Context
from webserver.jmap.request import JsonObject

# What looking into the header of a message reads of it, nearly always.
_HEAD = 8 * 1024


class EmailQuery:
    """The method Email/query."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def query(self, context: Context, given: JsonObject) -> JsonObject:
        """Email/query."""
        arguments = Arguments(context, given)
        query = read_query(arguments)
        asked = window.read(arguments)
        calculate_total = arguments.flag("calculateTotal")
        arguments.done()
        account_id = context.account_id

        def index_of(anchor: str) -> int | None:
            number = ids.MESSAGE.number(anchor)
            return None if number is None else message_query.index_of(self._store, account_id, query, number)

        with self._store.snapshot():
            state = self._state(account_id, query)
            context.budget.take(_HEAD * message_query.heads_to_read(self._store, account_id, query))
            position = asked.start(lambda: message_query.count(self._store, account_id, query), index_of)
            found = message_query.find(self._store, account_id, query, position, asked.limit)
            total = message_query.count(self._store, account_id, query) if calculate_total else None
        answer: JsonObject = {
            "accountId": arguments.account_id,
            "queryState": state,
            "canCalculateChanges": can_calculate_changes(query),
            "position": position,
            "ids": [ids.MESSAGE.text(one) for one in found],
            **asked.told_limit,
        }
        return answer if total is None else {**answer, "total": total}

    def _state(self, account_id: int, query: Query) -> str:
        state = message_query.state(self._store, account_id, query)
        # What is found by words changes with the index, too, which is filled behind acceptance.
        return f"{state}-{search.state(self._store)}" if query.by_words else state


def can_calculate_changes(query: Query) -> bool:
    """Whether every change of the result goes with a change of a message.

    What is found by its words does not: the index is filled behind acceptance. What is found by its header could be
    told, but looking into every message would cost as much as asking anew.
    """
    return not query.by_words and query.heads is None


def read_query(arguments: Arguments) -> Query:
    """Read what decides on a result and its order: filter, sort and collapseThreads. Raises MethodError."""
    query = email_filter.read(arguments.anything("filter"), arguments.using)
    sort = email_sort.read(arguments.anything("sort"))
    collapse = arguments.flag("collapseThreads")
    return replace(query, keys=sort.keys, ascending=sort.ascending, collapse=collapse)
