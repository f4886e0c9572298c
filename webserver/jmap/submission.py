"""EmailSubmission/get (RFC 8621 section 7.1): what an account has sent or is about to send."""

from __future__ import annotations

from collections.abc import Callable

from db import header, submissions, type_state
from db.database import Store
from db.submissions import Submission
from webserver.jmap import ids, object_get
from webserver.jmap.arguments import Arguments
from webserver.jmap.capabilities import Limits
from webserver.jmap.context import Context
from webserver.jmap.request import JsonObject

PROPERTIES: dict[str, Callable[[Submission], object]] = {
    "id": lambda one: ids.SUBMISSION.text(one.id),
    "identityId": lambda one: ids.IDENTITY.text(one.order.identity_id),
    "emailId": lambda one: ids.MESSAGE.text(one.order.message_id),
    "threadId": lambda one: ids.THREAD.text(one.order.thread_id),
    "envelope": lambda one: {"mailFrom": one.order.mail_from, "rcptTo": list(one.order.rcpt_to)},
    "sendAt": lambda one: header.utc(one.order.send_at),
    "undoStatus": lambda one: one.undo_status,
    "deliveryStatus": lambda one: one.delivery_status,
    "dsnBlobIds": lambda _: [],
    "mdnBlobIds": lambda _: [],
}


def shown(one: Submission) -> JsonObject:
    """Return the whole object."""
    return {name: show(one) for name, show in PROPERTIES.items()}


class Submissions:
    """The method EmailSubmission/get."""

    def __init__(self, store: Store, limits: Limits) -> None:
        self._store, self._limits = store, limits

    def get(self, context: Context, given: JsonObject) -> JsonObject:
        """EmailSubmission/get; without ids, all of them while they are few enough."""
        asked = object_get.read(Arguments(context, given), PROPERTIES)
        # The state first: what changes meanwhile is then told once too often, never not at all.
        state = type_state.state(self._store, context.account_id, "submission")
        wanted = self._all(context.account_id) if asked.ids is None else asked.ids
        object_get.check_count(wanted, self._limits.max_objects_in_get)
        numbers = [number for one in wanted if (number := ids.SUBMISSION.number(one)) is not None]
        rows = submissions.get(self._store, context.account_id, numbers)
        known = {ids.SUBMISSION.text(number): rows[number] for number in numbers if number in rows}
        return object_get.answer(asked, state, known, PROPERTIES)

    def _all(self, account_id: int) -> list[str]:
        limit = self._limits.max_objects_in_get + 1
        return [ids.SUBMISSION.text(one) for one in submissions.of_account(self._store, account_id, limit)]
