"""EmailSubmission/query and /queryChanges (RFC 8621 section 7.3 and 7.4; RFC 8620 section 5.5 and 5.6)."""

from __future__ import annotations

from collections.abc import Callable

from db import changes, submission_query
from db import message_condition as find
from db.database import Store
from db.errors import UnknownState
from db.message_condition import Condition
from db.submission_query import Column, Order
from db.submissions import CANCELED, FINAL, PENDING
from webserver.jmap import ids, window
from webserver.jmap.arguments import Arguments, is_texts
from webserver.jmap.changes import MOST_CHANGES, cannot_calculate, since_state
from webserver.jmap.context import Context
from webserver.jmap.errors import MethodError, invalid_arguments
from webserver.jmap.request import JsonObject
from webserver.jmap.utc_date import seconds_from

MOST_CONDITIONS = 100
MOST_IDS = 500
"""Ids that one condition may name."""

SORTS: dict[str, Column] = {
    "emailId": "message_id",
    "threadId": "thread_id",
    # The RFC names it sentAt here and sendAt elsewhere; they are the same.
    "sentAt": "send_at",
    "sendAt": "send_at",
}


class SubmissionQuery:
    """The methods EmailSubmission/query and /queryChanges."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def query(self, context: Context, given: JsonObject) -> JsonObject:
        """EmailSubmission/query."""
        arguments = Arguments(context, given)
        condition, order = read_filter(arguments.anything("filter")), read_sort(arguments.anything("sort"))
        asked = window.read(arguments)
        calculate_total = arguments.flag("calculateTotal")
        arguments.done()
        with self._store.snapshot():
            state = changes.present(self._store, context.account_id, changes.SUBMISSION)
            found = self._found(context, condition, order)
        position = asked.start(lambda: len(found), lambda anchor: found.index(anchor) if anchor in found else None)
        answer: JsonObject = {
            "accountId": arguments.account_id,
            "queryState": str(state),
            "canCalculateChanges": True,
            "position": position,
            "ids": found[position : position + asked.limit],
            **asked.told_limit,
        }
        return {**answer, "total": len(found)} if calculate_total else answer

    def query_changes(self, context: Context, given: JsonObject) -> JsonObject:
        """EmailSubmission/queryChanges; `upToId` is allowed and makes no difference, as the RFC lets it."""
        arguments = Arguments(context, given)
        condition, order = read_filter(arguments.anything("filter")), read_sort(arguments.anything("sort"))
        state = since_state(arguments, "sinceQueryState")
        most = arguments.count("maxChanges")
        arguments.one_id("upToId")
        calculate_total = arguments.flag("calculateTotal")
        arguments.done()
        try:
            with self._store.snapshot():
                told = changes.since(self._store, context.account_id, changes.SUBMISSION, state, MOST_CHANGES)
                found = self._found(context, condition, order)
        except UnknownState as problem:
            raise cannot_calculate() from problem
        if told.more:
            raise cannot_calculate()
        # What was updated may have moved, into the result or out of it: it is taken out and put where it is now.
        changed = {ids.SUBMISSION.text(one) for one in (*told.created, *told.updated)}
        removed = [ids.SUBMISSION.text(one) for one in (*told.updated, *told.destroyed)]
        added = [{"id": one, "index": index} for index, one in enumerate(found) if one in changed]
        if most is not None and len(removed) + len(added) > most:
            raise MethodError("tooManyChanges")
        answer: JsonObject = {
            "accountId": arguments.account_id,
            "oldQueryState": state,
            "newQueryState": told.until.text(),
            "removed": removed,
            "added": added,
        }
        return {**answer, "total": len(found)} if calculate_total else answer

    def _found(self, context: Context, condition: Condition, order: Order) -> list[str]:
        numbers = submission_query.find(self._store, context.account_id, condition, order)
        return [ids.SUBMISSION.text(one) for one in numbers]


def read_filter(value: object) -> Condition:
    """Return the condition that a filter is, null included. Raises MethodError."""
    return find.all_of([]) if value is None else _node(value, [MOST_CONDITIONS])


def _node(value: object, left: list[int]) -> Condition:
    left[0] -= 1
    if left[0] < 0:
        raise MethodError("unsupportedFilter", f"A filter has at most {MOST_CONDITIONS} conditions here.")
    match value:
        case {"operator": ("AND" | "OR" | "NOT") as word, "conditions": list(conditions), **others} if not others:
            parts = [_node(one, left) for one in conditions]
            return {"AND": find.all_of, "OR": find.any_of, "NOT": find.none_of}[word](parts)
        case {"operator": _} | {"conditions": _}:
            raise invalid_arguments("filter: an operator has operator (AND, OR or NOT) and conditions.")
        case dict():
            return find.all_of([_test(name, wanted) for name, wanted in value.items()])
    raise invalid_arguments("filter must be an object.")


def _test(name: str, value: object) -> Condition:
    if name not in TESTS:
        raise MethodError("unsupportedFilter", f"There is no filter {name[:100]!r}.")
    return TESTS[name](name, value)


def _ids(column: Column, kind: ids.Kind) -> Callable[[str, object], Condition]:
    def test(name: str, value: object) -> Condition:
        if not is_texts(value) or not all(map(ids.is_id, value)):
            raise invalid_arguments(f"filter: {name} must be a list of ids.")
        if len(value) > MOST_IDS:
            raise MethodError("unsupportedFilter", f"At most {MOST_IDS} ids can be named here.")
        # 0 is nobody's number: an id that nothing can have finds nothing.
        return submission_query.one_of(column, [kind.number(one) or 0 for one in value])

    return test


def _status(name: str, value: object) -> Condition:
    if value not in (PENDING, FINAL, CANCELED):
        raise invalid_arguments(f"filter: {name} must be pending, final or canceled.")
    return submission_query.one_of("undo_status", [str(value)])


def _moment(name: str, value: object) -> int:
    found = seconds_from(value)
    if found is None:
        raise invalid_arguments(f"filter: {name} must be a date like 2026-01-31T12:00:00Z.")
    return found


TESTS: dict[str, Callable[[str, object], Condition]] = {
    "identityIds": _ids("identity_id", ids.IDENTITY),
    "emailIds": _ids("message_id", ids.MESSAGE),
    "threadIds": _ids("thread_id", ids.THREAD),
    "undoStatus": _status,
    "before": lambda name, value: submission_query.sent("<", _moment(name, value)),
    "after": lambda name, value: submission_query.sent(">=", _moment(name, value)),
}


def read_sort(value: object) -> Order:
    """Return the order that a sort asks for; the oldest first when it asks for none. Raises MethodError."""
    if value is None:
        return ()
    if not isinstance(value, list):
        raise invalid_arguments("sort must be a list.")
    order: dict[Column, bool] = {}
    for one in value:
        column, ascending = _comparator(one)
        order.setdefault(column, ascending)
    return tuple(order.items())


def _comparator(value: object) -> tuple[Column, bool]:
    match value:
        case {"property": str(name), **others}:
            if name not in SORTS:
                raise MethodError("unsupportedSort", "Submissions are sorted by emailId, threadId and sentAt only.")
            ascending, collation = others.get("isAscending", True), others.get("collation", "")
            if isinstance(ascending, bool) and isinstance(collation, str):
                return SORTS[name], ascending
    raise invalid_arguments("sort: each item has property, and may have isAscending and collation.")
