"""Mailbox/query and Mailbox/queryChanges (RFC 8621 section 2.3 and 2.4).

An account has few mailboxes, so all of them are read, and what follows is pure (`mailbox_order`).
"""

from __future__ import annotations

from collections.abc import Sequence

from db import mailboxes, messages, query_changes
from db.database import Store
from db.mailbox_rules import Tree
from db.mailboxes import Mailbox
from webserver.jmap import ids, mailbox_order, window
from webserver.jmap import query_changes as shape
from webserver.jmap.arguments import Arguments
from webserver.jmap.changes import cannot_calculate
from webserver.jmap.context import Context
from webserver.jmap.mailbox_order import Query
from webserver.jmap.request import JsonObject

MOST_TOUCHED = 10_000


class MailboxQuery:
    """The methods Mailbox/query and Mailbox/queryChanges."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def query(self, context: Context, given: JsonObject) -> JsonObject:
        """Mailbox/query."""
        arguments = Arguments(context, given)
        query = mailbox_order.read(arguments)
        asked = window.read(arguments)
        calculate_total = arguments.flag("calculateTotal")
        arguments.done()
        with self._store.snapshot():
            state = messages.state(self._store, context.account_id)
            rows = mailboxes.of_account(self._store, context.account_id)
        found = _ids(rows, query)
        start = asked.start(lambda: len(found), lambda anchor: found.index(anchor) if anchor in found else None)
        answer: JsonObject = {
            "accountId": arguments.account_id,
            "queryState": state,
            "canCalculateChanges": True,
            "position": start,
            "ids": found[start : start + asked.limit],
            **asked.told_limit,
        }
        return {**answer, "total": len(found)} if calculate_total else answer

    def query_changes(self, context: Context, given: JsonObject) -> JsonObject:
        """Mailbox/queryChanges."""
        arguments = Arguments(context, given)
        query = mailbox_order.read(arguments)
        # Every property that mailboxes are filtered or sorted by can change, so `upToId` cuts nothing off.
        asked = shape.read(arguments)
        with self._store.snapshot():
            state = messages.state(self._store, context.account_id)
            rows = mailboxes.of_account(self._store, context.account_id)
            since = asked.number(state)
            touched = query_changes.mailboxes(self._store.rows, context.account_id, since, MOST_TOUCHED + 1)
        if len(touched.gone) > MOST_TOUCHED:
            raise cannot_calculate()
        old = _with_what_lies_below(touched.old, rows) - set(touched.new) if query.as_tree else set(touched.old)
        found = _ids(rows, query)
        moved = {ids.MAILBOX.text(one) for one in (*old, *touched.new)}
        return asked.answer(
            state,
            removed=[ids.MAILBOX.text(one) for one in (*touched.gone, *sorted(old))],
            added={one: index for index, one in enumerate(found) if one in moved},
            total=len(found) if asked.calculate_total else None,
        )


def _ids(rows: Sequence[Mailbox], query: Query) -> list[str]:
    return [ids.MAILBOX.text(one.id) for one in mailbox_order.ordered(rows, query)]


def _with_what_lies_below(changed: Sequence[int], rows: Sequence[Mailbox]) -> set[int]:
    """Return `changed` and all that follows it in the order of a tree, or is in the result only with it."""
    tree = Tree(rows)
    return {*changed, *(below.id for one in changed for below in tree.below(one))}
