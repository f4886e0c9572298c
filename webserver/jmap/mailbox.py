"""Mailbox/get (RFC 8621 section 2.1)."""

from __future__ import annotations

from collections.abc import Callable

from db import mailboxes, messages
from db.database import Store
from db.mailboxes import Mailbox
from webserver.jmap import ids
from webserver.jmap.arguments import Arguments
from webserver.jmap.capabilities import Limits
from webserver.jmap.context import Context
from webserver.jmap.errors import MethodError
from webserver.jmap.request import JsonObject

# What the owner may do with a mailbox here: mail goes in and out, the six mailboxes themselves stay.
_RIGHTS = {
    "mayReadItems": True,
    "mayAddItems": True,
    "mayRemoveItems": True,
    "maySetSeen": True,
    "maySetKeywords": True,
    "mayCreateChild": False,
    "mayRename": False,
    "mayDelete": False,
    "maySubmit": False,
}

PROPERTIES: dict[str, Callable[[Mailbox], object]] = {
    "id": lambda one: ids.MAILBOX.text(one.id),
    "name": lambda one: one.name,
    "parentId": lambda one: None if one.parent_id is None else ids.MAILBOX.text(one.parent_id),
    "role": lambda one: one.role,
    "sortOrder": lambda one: one.sort_order,
    "totalEmails": lambda one: one.total,
    "unreadEmails": lambda one: one.unread,
    "totalThreads": lambda one: one.threads,
    "unreadThreads": lambda one: one.unread_threads,
    "myRights": lambda _: _RIGHTS,
    "isSubscribed": lambda _: True,
}


class Mailboxes:
    """The methods of the type Mailbox."""

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
        known = {ids.MAILBOX.text(one.id): one for one in mailboxes.of_account(self._store, context.account_id)}
        wanted = ["id", *(name for name in properties if name != "id")]
        chosen = list(known) if asked is None else [one for one in asked if one in known]
        return {
            "accountId": arguments.account_id,
            "state": state,
            "list": [{name: PROPERTIES[name](known[one]) for name in wanted} for one in chosen],
            "notFound": [one for one in asked or () if one not in known],
        }
