"""Thread/get (RFC 8621 section 3.1)."""

from __future__ import annotations

from db import conversations, messages
from db.database import Store
from webserver.jmap import ids
from webserver.jmap.arguments import Arguments
from webserver.jmap.capabilities import Limits
from webserver.jmap.context import Context
from webserver.jmap.errors import MethodError
from webserver.jmap.request import JsonObject

PROPERTIES = ("id", "emailIds")


class Threads:
    """The methods of the type Thread."""

    def __init__(self, store: Store, limits: Limits) -> None:
        self._store, self._limits = store, limits

    def get(self, context: Context, given: JsonObject) -> JsonObject:
        """Thread/get; without ids, all of them while they are few enough."""
        arguments = Arguments(context, given)
        asked = arguments.ids("ids")
        properties = arguments.properties("properties", PROPERTIES, PROPERTIES)
        arguments.done()
        state = messages.state(self._store, context.account_id)
        wanted = self._all(context) if asked is None else asked
        if len(wanted) > self._limits.max_objects_in_get:
            raise MethodError("requestTooLarge")
        numbers = {one: number for one in wanted if (number := ids.THREAD.number(one)) is not None}
        known = conversations.messages(self._store, context.account_id, list(numbers.values()))
        found = {one: known[number] for one, number in numbers.items() if number in known}
        return {
            "accountId": arguments.account_id,
            "state": state,
            "list": [_object(one, found[one], properties) for one in wanted if one in found],
            "notFound": [one for one in asked or () if one not in found],
        }

    def _all(self, context: Context) -> list[str]:
        limit = self._limits.max_objects_in_get + 1
        return [ids.THREAD.text(one) for one in conversations.ids(self._store, context.account_id, limit)]


def _object(thread_id: str, message_ids: list[int], properties: list[str]) -> JsonObject:
    found: JsonObject = {"id": thread_id}
    if "emailIds" in properties:
        found["emailIds"] = [ids.MESSAGE.text(one) for one in message_ids]
    return found
