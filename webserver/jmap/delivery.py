"""Delivery/get and /query, of our own (see API.md): where a sender's mail to the outside is, recipient by recipient."""

from __future__ import annotations

from collections.abc import Callable

from db import deliveries, header, type_state
from db.database import Store
from db.deliveries import Delivery
from webserver.jmap import ids, object_get, window
from webserver.jmap.arguments import Arguments
from webserver.jmap.capabilities import Limits
from webserver.jmap.context import Context
from webserver.jmap.errors import MethodError, invalid_arguments
from webserver.jmap.request import JsonObject

PROPERTIES: dict[str, Callable[[Delivery], object]] = {
    "id": lambda one: ids.DELIVERY.text(one.id),
    "envelopeId": lambda one: f"{one.envelope:016x}",
    "submissionId": lambda one: None if one.submission_id is None else ids.SUBMISSION.text(one.submission_id),
    "emailId": lambda one: None if one.stored_id is None else ids.MESSAGE.text(one.stored_id),
    "messageId": lambda one: one.message_id,
    "subject": lambda one: one.subject or None,
    "sender": lambda one: one.sender,
    "recipient": lambda one: one.recipient,
    "state": lambda one: one.state,
    "attempts": lambda one: one.attempts,
    "acceptedAt": lambda one: header.utc(one.accepted_at),
    "nextAttemptAt": lambda one: None if one.next_at is None else header.utc(one.next_at),
    "settledAt": lambda one: None if one.settled_at is None else header.utc(one.settled_at),
    "smtpReply": lambda one: one.reply or None,
}


def shown(one: Delivery) -> JsonObject:
    """Return the whole object."""
    return {name: show(one) for name, show in PROPERTIES.items()}


class Deliveries:
    """The methods that read the type Delivery."""

    def __init__(self, store: Store, limits: Limits) -> None:
        self._store, self._limits = store, limits

    def get(self, context: Context, given: JsonObject) -> JsonObject:
        """Delivery/get; without ids, all of them while they are few enough."""
        asked = object_get.read(Arguments(context, given), PROPERTIES)
        # The state first: what changes meanwhile is then told once too often, never not at all.
        state = type_state.state(self._store, context.account_id, "outbound")
        most = self._limits.max_objects_in_get
        wanted = self._newest(context, most + 1) if asked.ids is None else asked.ids
        object_get.check_count(wanted, most)
        numbers = [number for one in wanted if (number := ids.DELIVERY.number(one)) is not None]
        rows = deliveries.get(self._store, context.account_id, numbers)
        known = {ids.DELIVERY.text(number): rows[number] for number in numbers if number in rows}
        return object_get.answer(asked, state, known, PROPERTIES)

    def query(self, context: Context, given: JsonObject) -> JsonObject:
        """Delivery/query: always the newest first."""
        arguments = Arguments(context, given)
        settled = _settled(arguments.anything("filter"))
        _check_sort(arguments.anything("sort"))
        wanted = window.read(arguments)
        calculate_total = arguments.flag("calculateTotal")
        arguments.done()
        state = type_state.state(self._store, context.account_id, "outbound")
        found = self._newest(context, window.MOST_IDS, settled=settled)
        start = wanted.start(lambda: len(found), lambda one: found.index(one) if one in found else None)
        answer: JsonObject = {
            "accountId": arguments.account_id,
            "queryState": state,
            "canCalculateChanges": False,
            "position": start,
            "ids": found[start : start + wanted.limit],
            **wanted.told_limit,
        }
        return {**answer, "total": len(found)} if calculate_total else answer

    def _newest(self, context: Context, limit: int, *, settled: bool | None = None) -> list[str]:
        numbers = deliveries.newest(self._store, context.account_id, limit, settled=settled)
        return [ids.DELIVERY.text(one) for one in numbers]


def _check_sort(value: object) -> None:
    """Accept no order but the own one. Raises MethodError."""
    match value:
        case None | []:
            return
        case [*comparators] if all(
            isinstance(one, dict) and isinstance(one.get("property"), str) for one in comparators
        ):
            raise MethodError("unsupportedSort", "Deliveries come the newest first, in no other order.")
    raise invalid_arguments("sort must be a list of comparators.")


def _settled(value: object) -> bool | None:
    match value:
        case None:
            return None
        case {"isSettled": bool(settled), **others} if not others:
            return settled
        case {"isSettled": _}:
            raise invalid_arguments("filter: isSettled must be true or false.")
        case dict() if not value:
            return None
        case dict():
            raise MethodError("unsupportedFilter", "Deliveries are filtered by isSettled only.")
    raise invalid_arguments("filter must be an object.")
