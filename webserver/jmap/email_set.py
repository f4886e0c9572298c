"""Email/set (RFC 8621 section 4.6): creating, flags, moving and destroying; all of one call in one transaction.

Each message succeeds or fails alone and whole: everything that could refuse it is looked at before its first write.
New messages are made, and patches understood, before the transaction begins.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from db import mailboxes, messages
from db.database import Store, Transaction
from db.errors import NotFound
from db.filing import Filing
from webserver.jmap import email_creation, email_patch, ids, set_outcome
from webserver.jmap.arguments import Arguments
from webserver.jmap.capabilities import Limits
from webserver.jmap.context import Context
from webserver.jmap.email_creation import EmailMaker, NewEmail
from webserver.jmap.email_get import EmailGet
from webserver.jmap.email_patch import Patch
from webserver.jmap.errors import MethodError, SetError, invalid_properties
from webserver.jmap.request import JsonObject
from webserver.jmap.set_outcome import SetOutcome, SetRequest


def _gone() -> SetError:
    return SetError("notFound", "There is no such message.")


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a call asks for, understood: new messages by creation id, and patches by id as it was sent."""

    request: SetRequest
    new: Mapping[str, NewEmail | SetError]
    patches: Mapping[str, Patch | SetError]


class EmailSet:
    """The method Email/set."""

    def __init__(self, store: Store, limits: Limits, email_get: EmailGet) -> None:
        self._store, self._limits, self._email_get = store, limits, email_get

    def set(self, context: Context, given: JsonObject) -> JsonObject:
        """Email/set."""
        arguments = Arguments(context, given)
        request = set_outcome.read(arguments, self._limits.max_objects_in_set)
        arguments.done()
        maker = EmailMaker(self._store, self._limits, context)
        wanted = _Wanted(
            request,
            {one: maker.of_object(email) for one, email in request.create.items()},
            {one: self._patch(context, one, patch) for one, patch in request.update.items()},
        )
        outcome = self._store.run_tx(lambda tx: _Change(tx, context, wanted, self._limits).run())
        return outcome.answer(arguments.account_id)

    def _patch(self, context: Context, sent_id: str, given: JsonObject) -> Patch | SetError:
        """Return the patch, checked as far as it can be before the transaction."""
        try:
            patch = email_patch.read(given, context.real_id)
            self._compare(context, context.real_id(sent_id), patch.others)
        except SetError as refusal:
            return refusal
        return patch

    def _compare(self, context: Context, message_id: str, others: JsonObject) -> None:
        """Accept properties that cannot change where they are as they were sent. Raises SetError."""
        number = ids.MESSAGE.number(message_id)
        if others and message_id.startswith("#"):
            raise invalid_properties("These properties cannot be changed.", *others)
        if not others or number is None:
            return
        try:
            known = self._email_get.show(context, number, list(others))
        except MethodError as refusal:
            if refusal.kind != "invalidArguments":
                raise
            raise invalid_properties(refusal.description, *others) from refusal
        differing = [name for name, value in others.items() if known and known[name] != value]
        if differing:
            raise invalid_properties("These properties cannot be changed.", *differing)


class _Change:
    """The work of one call inside its transaction, which may have to run it again from the beginning."""

    def __init__(self, tx: Transaction, context: Context, wanted: _Wanted, limits: Limits) -> None:
        self._tx, self._context, self._wanted, self._limits = tx, context, wanted, limits
        self._filing = Filing(tx, context.account_id)
        self._places = mailboxes.numbers(tx, context.account_id)
        self._outcome = SetOutcome()

    def run(self) -> SetOutcome:
        outcome = self._outcome
        outcome.old_state = messages.state(self._tx, self._context.account_id)
        if self._wanted.request.if_in_state not in (None, outcome.old_state):
            raise MethodError("stateMismatch")
        self._create_all()
        self._update_all()
        self._destroy_all()
        self._filing.finish()
        outcome.new_state = messages.state(self._tx, self._context.account_id)
        return outcome

    def _create_all(self) -> None:
        for creation_id, new in self._wanted.new.items():
            try:
                found = email_creation.stored(self._filing, new, self._places, self._limits)
                self._outcome.created[creation_id] = found
            except SetError as refusal:
                self._outcome.not_created[creation_id] = refusal

    def _update_all(self) -> None:
        gone = {self._real_id(one) for one in self._wanted.request.destroy}
        for sent_id, patch in self._wanted.patches.items():
            try:
                if self._real_id(sent_id) in gone:
                    raise SetError("willDestroy", "The same call destroys this message.")
                self._update(sent_id, patch)
                self._outcome.updated[sent_id] = None
            except SetError as refusal:
                self._outcome.not_updated[sent_id] = refusal

    def _update(self, sent_id: str, patch: Patch | SetError) -> None:
        number = self._number(sent_id)
        try:
            before = self._filing.get(number)
        except NotFound as problem:
            raise _gone() from problem
        if isinstance(patch, SetError):
            raise patch
        self._filing.put(number, email_patch.filed(patch, before, self._places, self._limits))

    def _destroy_all(self) -> None:
        for sent_id in self._wanted.request.destroy:
            try:
                self._filing.destroy(self._number(sent_id))
                self._outcome.destroyed.append(sent_id)
            except (SetError, NotFound):
                self._outcome.not_destroyed[sent_id] = _gone()

    def _number(self, sent_id: str) -> int:
        number = ids.MESSAGE.number(self._real_id(sent_id))
        if number is None:
            raise _gone()
        return number

    def _real_id(self, sent_id: str) -> str:
        """Return the id of a message that this call has created, or an earlier one of the same request."""
        own = self._outcome.created.get(sent_id[1:]) if sent_id.startswith("#") else None
        return str(own["id"]) if own else self._context.real_id(sent_id)
