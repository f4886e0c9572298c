"""Mailbox/set (RFC 8621 section 2.5): making, changing and destroying mailboxes, all of one call in one transaction.

What one object of a call asks for may need what another one does: a parent that is made, a name that becomes free, a
child that goes. So what is refused is tried again as long as anything else succeeds; the order in which a program
names things makes no difference.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from db import messages
from db.database import Store, Transaction
from db.errors import (
    MailboxHasChildren,
    MailboxHasMessages,
    MailboxRefused,
    NotFound,
    Refused,
    StandardMailbox,
    TooManyMailboxes,
)
from db.filing import Filing
from db.mailbox_changes import MailboxChanges
from db.mailbox_rules import DEEPEST, wanted
from webserver.jmap import ids, mailbox_patch, set_outcome
from webserver.jmap.arguments import Arguments
from webserver.jmap.capabilities import Limits
from webserver.jmap.context import Context
from webserver.jmap.errors import MethodError, SetError, invalid_properties
from webserver.jmap.mailbox_patch import COLUMNS
from webserver.jmap.mailbox_properties import shown
from webserver.jmap.request import JsonObject
from webserver.jmap.set_outcome import SetOutcome, SetRequest

_KINDS: dict[type[Refused], str] = {
    NotFound: "notFound",
    StandardMailbox: "forbidden",
    MailboxHasChildren: "mailboxHasChild",
    MailboxHasMessages: "mailboxHasEmail",
    TooManyMailboxes: "overQuota",
}


# Enough for a tree made or destroyed in any order. Only names that are handed on in a long, mixed row need more, and
# others wait with their mail meanwhile.
_MOST_ROUNDS = 2 * DEEPEST


class MailboxSet:
    """The method Mailbox/set."""

    def __init__(self, store: Store, limits: Limits) -> None:
        self._store, self._limits = store, limits

    def set(self, context: Context, given: JsonObject) -> JsonObject:
        """Mailbox/set."""
        arguments = Arguments(context, given)
        request = set_outcome.read(arguments, self._limits.max_objects_in_set)
        with_messages = arguments.flag("onDestroyRemoveEmails")
        arguments.done()
        now = int(time.time())
        outcome = self._store.run_tx(lambda tx: _Call(tx, context, request, with_messages, now).run())
        return outcome.answer(request.account_id)


@dataclass(frozen=True, slots=True)
class _Step:
    """One object of a call: what is to be done, and where it is noted that it was refused."""

    sent_id: str
    refusals: dict[str, SetError]
    work: Callable[[str], None]


class _Call:
    """The work of one call inside its transaction, which may have to run it again from the beginning."""

    def __init__(self, tx: Transaction, context: Context, request: SetRequest, with_messages: bool, now: int) -> None:
        self._tx, self._context, self._request = tx, context, request
        self._with_messages, self._now = with_messages, now
        self._filing = Filing(tx, context.account_id)
        self._changes = MailboxChanges(self._filing)
        self._outcome = SetOutcome()
        # By id as it was sent: the mailbox, and how the program believes it to be now.
        self._made: dict[str, tuple[int, JsonObject]] = {}
        self._changed: dict[str, tuple[int, JsonObject]] = {}

    def run(self) -> SetOutcome:
        outcome = self._outcome
        outcome.old_state = messages.state(self._tx, self._context.account_id)
        if self._request.if_in_state not in (None, outcome.old_state):
            raise MethodError("stateMismatch")
        self._work_through(self._steps())
        self._filing.finish()
        outcome.created = {sent_id: self._told(*one) for sent_id, one in self._made.items()}
        outcome.updated = {sent_id: self._told(*one) or None for sent_id, one in self._changed.items()}
        outcome.new_state = messages.state(self._tx, self._context.account_id)
        return outcome

    def _steps(self) -> list[_Step]:
        request, outcome = self._request, self._outcome
        create = [
            _Step(one, outcome.not_created, partial(self._create, given)) for one, given in request.create.items()
        ]
        update = [
            _Step(one, outcome.not_updated, partial(self._update, patch)) for one, patch in request.update.items()
        ]
        return [*create, *update, *(_Step(one, outcome.not_destroyed, self._destroy) for one in request.destroy)]

    def _work_through(self, steps: list[_Step]) -> None:
        for _ in range(_MOST_ROUNDS):
            left = [one for one in steps if not self._succeeds(one)]
            if len(left) in (0, len(steps)):
                return
            # From the other end each time: a long chain in the wrong order takes two rounds, not one for each of it.
            steps = left[::-1]

    def _succeeds(self, step: _Step) -> bool:
        step.refusals.pop(step.sent_id, None)
        try:
            step.work(step.sent_id)
        except SetError as refusal:
            step.refusals[step.sent_id] = refusal
        except Refused as refusal:
            step.refusals[step.sent_id] = _set_error(refusal)
        return step.sent_id not in step.refusals

    def _create(self, given: JsonObject, creation_id: str) -> None:
        made = self._changes.create(mailbox_patch.created(given, self._real_id), self._now)
        self._made[creation_id] = (made.id, given)

    def _update(self, patch: JsonObject, sent_id: str) -> None:
        number = self._number(sent_id)
        if number in {ids.MAILBOX.number(self._real_id(one)) for one in self._request.destroy}:
            raise SetError("willDestroy", "The same call destroys this mailbox.")
        before = self._changes.tree.get(number)
        now = shown(before, self._changes.tree)
        self._changes.update(number, mailbox_patch.updated(wanted(before), now, patch, self._real_id))
        self._changed[sent_id] = (number, {**now, **patch})

    def _destroy(self, sent_id: str) -> None:
        self._changes.destroy(self._number(sent_id), self._with_messages)
        self._outcome.destroyed.append(sent_id)

    def _told(self, number: int, believed: JsonObject) -> JsonObject:
        """Return what is so of a mailbox, and not as the program believes."""
        try:
            now = shown(self._changes.tree.get(number), self._changes.tree)
        except NotFound:
            return {"id": ids.MAILBOX.text(number)}  # the same call has destroyed it
        return {name: value for name, value in now.items() if name not in believed or believed[name] != value}

    def _real_id(self, text: str) -> str:
        own = self._made.get(text[1:]) if text.startswith("#") else None
        return ids.MAILBOX.text(own[0]) if own else self._context.real_id(text)

    def _number(self, sent_id: str) -> int:
        # 0 is no mailbox's number.
        return ids.MAILBOX.number(self._real_id(sent_id)) or 0


def _set_error(refusal: Refused) -> SetError:
    if isinstance(refusal, MailboxRefused):
        names = {column: name for name, column in COLUMNS.items()}
        return invalid_properties(str(refusal), names[refusal.column])
    kind = _KINDS.get(type(refusal))
    if kind is None:
        raise refusal
    return SetError(kind, str(refusal))
