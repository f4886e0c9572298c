"""Mailbox/get (RFC 8621 section 2.1)."""

from __future__ import annotations

from db import mailboxes, messages
from db.database import Store
from db.mailbox_rules import Tree
from webserver.jmap import ids
from webserver.jmap.arguments import Arguments
from webserver.jmap.capabilities import Limits
from webserver.jmap.context import Context
from webserver.jmap.errors import MethodError
from webserver.jmap.mailbox_properties import PROPERTIES, shown
from webserver.jmap.request import JsonObject


class Mailboxes:
    """The method Mailbox/get."""

    def __init__(self, store: Store, limits: Limits) -> None:
        self._store, self._limits = store, limits

    def get(self, context: Context, given: JsonObject) -> JsonObject:
        """Mailbox/get; without ids, all of them."""
        arguments = Arguments(context, given)
        asked = arguments.ids("ids")
        properties = arguments.properties("properties", PROPERTIES, PROPERTIES)
        arguments.done()
        if asked is not None and len(asked) > self._limits.max_objects_in_get:
            raise MethodError("requestTooLarge")
        # The state first: what changes meanwhile is then told once too often, never not at all.
        state = messages.state(self._store, context.account_id)
        rows = mailboxes.of_account(self._store, context.account_id)
        known, tree = {ids.MAILBOX.text(one.id): one for one in rows}, Tree(rows)
        wanted = ["id", *(name for name in properties if name != "id")]
        chosen = list(known) if asked is None else [one for one in asked if one in known]
        return {
            "accountId": arguments.account_id,
            "state": state,
            "list": [shown(known[one], tree, wanted) for one in chosen],
            "notFound": [one for one in asked or () if one not in known],
        }
