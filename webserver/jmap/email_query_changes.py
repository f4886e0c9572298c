"""Email/queryChanges (RFC 8621 section 4.5, RFC 8620 section 5.6): what came into a result, went out and moved.

Everything that has changed since is told as removed, and what of it is in the result now as added, with its place.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from functools import partial

from db import message_query, query_changes
from db.database import Store
from db.message_query import Query
from webserver.jmap import ids, query_properties
from webserver.jmap import query_changes as shape
from webserver.jmap.arguments import Arguments
from webserver.jmap.changes import cannot_calculate
from webserver.jmap.context import Context
from webserver.jmap.email_query import can_calculate_changes, read_query
from webserver.jmap.errors import MethodError
from webserver.jmap.query_changes import Asked
from webserver.jmap.query_properties import Dependence
from webserver.jmap.request import JsonObject

MOST_TOUCHED = 50_000
"""Changes beyond which a program had better ask for the result anew."""

_FEW = 500
_FIRST_PAGE = 500
_NEXT_PAGES = 50_000


class EmailQueryChanges:
    """The method Email/queryChanges."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def query_changes(self, context: Context, given: JsonObject) -> JsonObject:
        """Email/queryChanges."""
        arguments = Arguments(context, given)
        query = read_query(arguments)
        asked = shape.read(arguments)
        if not can_calculate_changes(query):
            raise MethodError("cannotCalculateChanges", "What is found by its text has to be asked for anew.")
        with self._store.snapshot():
            return self._answer(context.account_id, query, query_properties.dependence(given), asked)

    def _answer(self, account_id: int, query: Query, depends: Dependence, asked: Asked) -> JsonObject:
        state = message_query.state(self._store, account_id, query)
        touched = query_changes.messages(
            partial(query.rows, self._store), account_id, asked.number(state), MOST_TOUCHED + 1, depends.conversations
        )
        old = () if depends.fixed else touched.old
        removed = [ids.MESSAGE.text(one) for one in (*touched.gone, *old)]
        asked.check_count(len(removed))
        if len(touched) > MOST_TOUCHED:
            raise cannot_calculate()
        # RFC 8620 section 5.6: the end of the result can be left out only where nothing in it ever changes.
        # https://www.rfc-editor.org/rfc/rfc8620#section-5.6
        last = ids.MESSAGE.number(asked.up_to_id) if depends.fixed and asked.up_to_id is not None else None
        places = self._places(account_id, query, {*old, *touched.new}, last)
        total = message_query.count(self._store, account_id, query) if asked.calculate_total else None
        return asked.answer(state, removed, {ids.MESSAGE.text(one): index for one, index in places.items()}, total)

    def _places(self, account_id: int, query: Query, wanted: Collection[int], last: int | None) -> dict[int, int]:
        """Return the places of `wanted`, as far as they are in the result, not after the message `last`."""
        if len(wanted) <= _FEW:
            # Most are in the result no more, or at its beginning: then its end need not be looked at. Conversations
            # are here as a whole where they are collapsed, so the first of each is the same as in all of the result.
            among = replace(query, among=tuple(sorted(wanted)))
            wanted = set(message_query.find(self._store, account_id, among, 0, len(wanted)))
        found: dict[int, int] = {}
        position, size = 0, _FIRST_PAGE
        while len(found) < len(wanted):
            page = message_query.find(self._store, account_id, query, position, size)
            for index, one in enumerate(page, position):
                if one in wanted:
                    found[one] = index
                if one == last:
                    return found
            if len(page) < size:
                break
            position, size = position + size, _NEXT_PAGES
        return found
