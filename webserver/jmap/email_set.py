"""Email/set (RFC 8621 section 4.6): flags, moving and destroying; all of one call in one transaction.

Each message succeeds or fails alone and whole: everything that could refuse it is looked at before its first write. New
messages cannot be created here yet.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from db import mailboxes, messages
from db.database import Store, Transaction
from db.errors import NotFound
from db.filing import Filing
from webserver.jmap import email_patch, ids
from webserver.jmap.arguments import Arguments
from webserver.jmap.capabilities import Limits
from webserver.jmap.context import Context
from webserver.jmap.email_get import EmailGet
from webserver.jmap.email_patch import Patch
from webserver.jmap.errors import MethodError, SetError, invalid_arguments, invalid_properties
from webserver.jmap.request import JsonObject


def _gone() -> SetError:
    return SetError("notFound", "There is no such message.")


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a call asks for: patches by id as it was sent, and ids to destroy."""

    if_in_state: str | None
    patches: Mapping[str, Patch | SetError]
    destroy: Sequence[str]


@dataclass(slots=True)
class _Outcome:
    """What became of it."""

    old_state: str = ""
    new_state: str = ""
    updated: list[str] = field(default_factory=list)
    destroyed: list[str] = field(default_factory=list)
    not_updated: dict[str, SetError] = field(default_factory=dict)
    not_destroyed: dict[str, SetError] = field(default_factory=dict)


class EmailSet:
    """The method Email/set."""

    def __init__(self, store: Store, limits: Limits, email_get: EmailGet) -> None:
        self._store, self._limits, self._email_get = store, limits, email_get

    def set(self, context: Context, given: JsonObject) -> JsonObject:
        """Email/set."""
        arguments = Arguments(context, given)
        if_in_state = arguments.text("ifInState")
        create = arguments.objects("create") or {}
        update = arguments.objects("update") or {}
        destroy = arguments.ids("destroy", creation=True) or []
        arguments.done()
        _check_ids(create, update)
        if len(create) + len(update) + len(destroy) > self._limits.max_objects_in_set:
            raise MethodError("requestTooLarge")
        gone = {context.real_id(one) for one in destroy}
        patches = {one: self._patch(context, one, patch, gone) for one, patch in update.items()}
        outcome = self._changed(context, _Wanted(if_in_state, patches, destroy))
        forbidden = SetError("forbidden", "Messages cannot be created over JMAP yet: submit them over SMTP.")
        return _answer(arguments.account_id, outcome, dict.fromkeys(create, forbidden))

    def _patch(self, context: Context, sent_id: str, given: JsonObject, gone: Collection[str]) -> Patch | SetError:
        """Return the patch, checked as far as it can be before the transaction."""
        real_id = context.real_id(sent_id)
        if real_id in gone:
            return SetError("willDestroy", "The same call destroys this message.")
        try:
            patch = email_patch.read(given, context.real_id)
            self._compare(context, real_id, patch.others)
        except SetError as refusal:
            return refusal
        return patch

    def _compare(self, context: Context, message_id: str, others: JsonObject) -> None:
        """Accept properties that cannot change where they are as they were sent. Raises SetError."""
        number = ids.MESSAGE.number(message_id)
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

    def _changed(self, context: Context, wanted: _Wanted) -> _Outcome:
        return self._store.run_tx(lambda tx: _Change(tx, context, wanted, self._limits.keywords_per_message).run())


class _Change:
    """The work of one call inside its transaction, which may have to run it again from the beginning."""

    def __init__(self, tx: Transaction, context: Context, wanted: _Wanted, most_keywords: int) -> None:
        self._tx, self._context, self._wanted, self._most_keywords = tx, context, wanted, most_keywords
        self._filing = Filing(tx, context.account_id)
        self._outcome = _Outcome()

    def run(self) -> _Outcome:
        outcome = self._outcome
        outcome.old_state = messages.state(self._tx, self._context.account_id)
        if self._wanted.if_in_state not in (None, outcome.old_state):
            raise MethodError("stateMismatch")
        places = mailboxes.numbers(self._tx, self._context.account_id)
        for sent_id, patch in self._wanted.patches.items():
            try:
                self._update(sent_id, patch, places)
                outcome.updated.append(sent_id)
            except SetError as refusal:
                outcome.not_updated[sent_id] = refusal
        for sent_id in self._wanted.destroy:
            try:
                self._filing.destroy(self._number(sent_id))
                outcome.destroyed.append(sent_id)
            except (SetError, NotFound):
                outcome.not_destroyed[sent_id] = _gone()
        self._filing.finish()
        outcome.new_state = messages.state(self._tx, self._context.account_id)
        return outcome

    def _update(self, sent_id: str, patch: Patch | SetError, places: frozenset[int]) -> None:
        number = self._number(sent_id)
        try:
            before = self._filing.get(number)
        except NotFound as problem:
            raise _gone() from problem
        if isinstance(patch, SetError):
            raise patch
        self._filing.put(number, email_patch.filed(patch, before, places, self._most_keywords))

    def _number(self, sent_id: str) -> int:
        number = ids.MESSAGE.number(self._context.real_id(sent_id))
        if number is None:
            raise _gone()
        return number


def _check_ids(create: Mapping[str, object], update: Mapping[str, object]) -> None:
    if not all(ids.is_id(one) for one in create) or not all(ids.is_id(one.removeprefix("#")) for one in update):
        raise invalid_arguments("create and update must be objects whose names are ids.")


def _answer(account_id: str, outcome: _Outcome, not_created: Mapping[str, SetError]) -> JsonObject:
    return {
        "accountId": account_id,
        "oldState": outcome.old_state,
        "newState": outcome.new_state,
        "created": None,
        "updated": dict.fromkeys(outcome.updated) or None,
        "destroyed": outcome.destroyed or None,
        "notCreated": _documents(not_created),
        "notUpdated": _documents(outcome.not_updated),
        "notDestroyed": _documents(outcome.not_destroyed),
    }


def _documents(errors: Mapping[str, SetError]) -> dict[str, object] | None:
    return {name: error.document() for name, error in errors.items()} or None
