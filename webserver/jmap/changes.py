"""The /changes methods (RFC 8620 section 5.2), one method for many types: what became of ids since a state."""

from __future__ import annotations

from db import changes
from db.changes import Changes, Kind
from db.database import Store
from db.errors import UnknownState
from webserver.jmap import ids
from webserver.jmap.arguments import Arguments
from webserver.jmap.context import Context
from webserver.jmap.errors import MethodError, invalid_arguments
from webserver.jmap.mailbox_properties import COUNTS
from webserver.jmap.request import JsonObject

MOST_CHANGES = 10_000
"""How many ids one answer has where the program did not say."""


class ChangesOf:
    """The method /changes of one type: `kind` in the store, `id_kind` in ids."""

    def __init__(self, store: Store, kind: Kind, id_kind: ids.Kind) -> None:
        self._store, self._kind, self._id_kind = store, kind, id_kind

    def changes(self, context: Context, given: JsonObject) -> JsonObject:
        """Email/changes, Thread/changes and their like."""
        return self._answer(context, given)[0]

    def _answer(self, context: Context, given: JsonObject) -> tuple[JsonObject, Changes]:
        arguments = Arguments(context, given)
        state = since_state(arguments, "sinceState")
        most = arguments.count("maxChanges")
        arguments.done()
        # RFC 8620 section 5.2: a value outside the range MUST be rejected with invalidArguments.
        # https://www.rfc-editor.org/rfc/rfc8620#section-5.2
        if most == 0:
            raise invalid_arguments("maxChanges must be greater than 0.")
        found = _since(self._store, context.account_id, self._kind, state, min(most or MOST_CHANGES, MOST_CHANGES))
        document: JsonObject = {
            "accountId": arguments.account_id,
            "oldState": state,
            "newState": found.until.text(),
            "hasMoreChanges": found.more,
            "created": [self._id_kind.text(one) for one in found.created],
            "updated": [self._id_kind.text(one) for one in found.updated],
            "destroyed": [self._id_kind.text(one) for one in found.destroyed],
        }
        return document, found


class MailboxChanges(ChangesOf):
    """Mailbox/changes (RFC 8621 section 2.2)."""

    def changes(self, context: Context, given: JsonObject) -> JsonObject:
        """Tell also when nothing but counts has changed: a program then fetches those only."""
        document, found = self._answer(context, given)
        return {**document, "updatedProperties": list(COUNTS) if found.only_counts else None}


def since_state(arguments: Arguments, name: str) -> str:
    """Read the state that the program has; it cannot be left out. Raises MethodError."""
    state = arguments.text(name)
    if state is None:
        raise invalid_arguments(f"{name} must be text.")
    return state


def cannot_calculate() -> MethodError:
    """The program must fetch everything anew."""
    return MethodError("cannotCalculateChanges", "What has changed since this state is not known.")


def _since(store: Store, account_id: int, kind: Kind, state: str, most: int) -> Changes:
    try:
        return changes.since(store, account_id, kind, state, most)
    except UnknownState as problem:
        raise cannot_calculate() from problem
