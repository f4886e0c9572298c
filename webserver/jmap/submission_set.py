"""EmailSubmission/set (RFC 8621 section 7.5): sending, calling back what waits, and what follows for the drafts.

All of one call is one transaction: what it sends is delivered when its submission is there, and only then. The
implicit Email/set for the drafts comes after it and has its own transaction: it may fail, and nothing is sent twice.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from db import submissions, type_state
from db.database import Store, Transaction
from db.errors import NotFound, Refused
from db.events import Event, record
from db.submissions import CANCELED, FINAL, Submission
from webserver.jmap import ids, set_outcome
from webserver.jmap.arguments import Arguments
from webserver.jmap.capabilities import Limits
from webserver.jmap.context import Context
from webserver.jmap.dispatch import Further
from webserver.jmap.errors import SetError, invalid_arguments, invalid_properties
from webserver.jmap.request import JsonObject
from webserver.jmap.set_outcome import SetOutcome
from webserver.jmap.submission import shown
from webserver.jmap.submission_letter import Desk, Letter, post

EmailSet = Callable[[Context, JsonObject], JsonObject]


@dataclass(frozen=True, slots=True)
class _OnSuccess:
    """What is to become of messages, by submission id as it was sent (`#` and a creation id too)."""

    update: Mapping[str, JsonObject]
    destroy: list[str]


class SubmissionSet:
    """The method EmailSubmission/set; `domain` is ours, `clock` gives Unix seconds."""

    def __init__(
        self, store: Store, limits: Limits, domain: str, email_set: EmailSet, clock: Callable[[], float] = time.time
    ) -> None:
        self._store, self._limits, self._domain = store, limits, domain
        self._email_set, self._clock = email_set, clock

    def set(self, context: Context, given: JsonObject) -> tuple[JsonObject, Further]:
        """EmailSubmission/set."""
        arguments = Arguments(context, given)
        request = set_outcome.read(arguments, self._limits.max_objects_in_set)
        on_success = _on_success(arguments)
        arguments.done()
        desk = Desk(self._store, self._limits, self._domain, context, self._clock())
        letters = {creation_id: desk.read(one) for creation_id, one in request.create.items()}

        def work(tx: Transaction) -> tuple[SetOutcome, dict[str, Submission]]:
            changer = _Changer(tx, context.account_id, self._domain, letters)
            return set_outcome.run(request, changer, context.real_id), changer.touched

        outcome, touched = self._store.run_tx(work)
        _record(touched[str(one["id"])] for one in outcome.created.values())
        own = outcome.answer(request.account_id)
        return own, self._follow(context, request.account_id, on_success, _succeeded(context, outcome, touched))

    def _follow(
        self, context: Context, account_id: str, on_success: _OnSuccess, message_ids: Mapping[str, str]
    ) -> Iterator[tuple[str, JsonObject]]:
        """Do to the messages of what succeeded what was asked for, in one implicit Email/set."""
        update: dict[str, JsonObject] = {}
        for sent_id, patch in on_success.update.items():
            if sent_id in message_ids:
                update.setdefault(message_ids[sent_id], {}).update(patch)
        destroy = list(dict.fromkeys(message_ids[one] for one in on_success.destroy if one in message_ids))
        if update or destroy:
            yield "Email/set", self._email_set(context, {"accountId": account_id, "update": update, "destroy": destroy})


def _on_success(arguments: Arguments) -> _OnSuccess:
    update = arguments.objects("onSuccessUpdateEmail") or {}
    destroy = arguments.ids("onSuccessDestroyEmail", creation=True) or []
    if not all(ids.is_id(one.removeprefix("#")) for one in update):
        raise invalid_arguments("onSuccessUpdateEmail must be an object whose names are ids.")
    return _OnSuccess(update, destroy)


def _succeeded(context: Context, outcome: SetOutcome, touched: Mapping[str, Submission]) -> dict[str, str]:
    """Return the message id of each submission that was created, updated or destroyed, by every name it has."""
    found = {f"#{creation_id}": str(one["id"]) for creation_id, one in outcome.created.items()}
    for sent_id in (*outcome.updated, *outcome.destroyed):
        found[sent_id] = found.get(sent_id, context.real_id(sent_id))
    found |= {real_id: real_id for real_id in found.values()}
    # A submission of an earlier call may be named by the creation id that it had there.
    found |= {f"#{name}": real_id for name, real_id in context.created_ids.items() if real_id in found}
    return {name: ids.MESSAGE.text(touched[real_id].order.message_id) for name, real_id in found.items()}


def _record(made: Iterator[Submission]) -> None:
    for one in made:
        if one.undo_status == FINAL:
            sender, copies = one.order.mail_from["email"], len(one.delivery_status)
            record(Event.ACCEPTED, id=ids.SUBMISSION.text(one.id), sender=sender, copies=copies, by="jmap")


class _Changer:
    """The submissions of one account inside a transaction; `touched` are those that calls were about, by id."""

    def __init__(self, tx: Transaction, account_id: int, domain: str, letters: Mapping[str, Letter | SetError]) -> None:
        self._tx, self._account_id, self._domain, self._letters = tx, account_id, domain, letters
        self.touched: dict[str, Submission] = {}

    def state(self) -> str:
        return type_state.state(self._tx, self._account_id, "submission")

    def create(self, creation_id: str, given: JsonObject) -> JsonObject:
        letter = self._letters[creation_id]
        if isinstance(letter, SetError):
            raise letter
        made = post(self._tx, self._account_id, letter, self._domain)
        document = shown(made)
        self.touched[str(document["id"])] = made
        return {name: value for name, value in document.items() if given.get(name) is None}

    def update(self, object_id: str, patch: JsonObject) -> JsonObject | None:
        known = self._known(object_id)
        changes = set_outcome.checked_patch(patch, shown(known), ["undoStatus"])
        wanted = changes.get("undoStatus", known.undo_status)
        if wanted == known.undo_status:
            return None
        if wanted != CANCELED:
            raise invalid_properties("undoStatus can only become canceled.", "undoStatus")
        try:
            submissions.cancel(self._tx, self._account_id, known.id)
        except Refused as problem:
            raise SetError("cannotUnsend", str(problem)) from problem
        after = shown(self._known(object_id))
        return {"deliveryStatus": after["deliveryStatus"]}

    def destroy(self, object_id: str) -> None:
        try:
            submissions.destroy(self._tx, self._account_id, self._known(object_id).id)
        except Refused as problem:
            raise SetError("forbidden", str(problem)) from problem

    def _known(self, object_id: str) -> Submission:
        try:
            found = submissions.one(self._tx, self._account_id, ids.SUBMISSION.number(object_id) or 0)
        except NotFound as problem:
            raise SetError("notFound", str(problem)) from problem
        self.touched[object_id] = found
        return found
