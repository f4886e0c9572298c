"""Email/import (RFC 8621 section 4.8): blobs that become messages; all of one call in one transaction."""

from __future__ import annotations

from collections.abc import Mapping

from db import mailboxes, messages
from db.database import Store, Transaction
from db.filing import Filing
from webserver.jmap import email_creation, ids
from webserver.jmap.arguments import Arguments
from webserver.jmap.capabilities import Limits
from webserver.jmap.context import Context
from webserver.jmap.email_creation import EmailMaker, NewEmail
from webserver.jmap.errors import MethodError, SetError, invalid_arguments
from webserver.jmap.request import JsonObject
from webserver.jmap.set_outcome import SetOutcome

_ANSWERED = ("accountId", "oldState", "newState", "created", "notCreated")


class EmailImport:
    """The method Email/import."""

    def __init__(self, store: Store, limits: Limits) -> None:
        self._store, self._limits = store, limits

    def import_(self, context: Context, given: JsonObject) -> JsonObject:
        """Email/import."""
        arguments = Arguments(context, given)
        if_in_state = arguments.text("ifInState")
        emails = arguments.objects("emails")
        arguments.done()
        if emails is None or not all(map(ids.is_id, emails)):
            raise invalid_arguments("emails must be an object of objects whose names are ids.")
        if len(emails) > self._limits.max_objects_in_set:
            raise MethodError("requestTooLarge")
        maker = EmailMaker(self._store, self._limits, context)
        new = {creation_id: maker.of_blob(one) for creation_id, one in emails.items()}
        outcome = self._store.run_tx(lambda tx: self._stored(tx, context, if_in_state, new))
        answer = outcome.answer(arguments.account_id)
        return {name: answer[name] for name in _ANSWERED}

    def _stored(
        self, tx: Transaction, context: Context, if_in_state: str | None, new: Mapping[str, NewEmail | SetError]
    ) -> SetOutcome:
        outcome = SetOutcome(old_state=messages.state(tx, context.account_id))
        if if_in_state not in (None, outcome.old_state):
            raise MethodError("stateMismatch")
        filing, places = Filing(tx, context.account_id), mailboxes.numbers(tx, context.account_id)
        for creation_id, one in new.items():
            try:
                outcome.created[creation_id] = email_creation.stored(filing, one, places, self._limits)
            except SetError as refusal:
                outcome.not_created[creation_id] = refusal
        filing.finish()
        outcome.new_state = messages.state(tx, context.account_id)
        return outcome
