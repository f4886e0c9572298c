"""What all /set methods have in common (RFC 8620 section 5.3): their arguments, their order, their answer.

A method brings a `Changer`, which knows one type of object inside one transaction; `run` takes everything that was
asked for through it, one object after the other. Each succeeds or fails alone: a `SetError` ends that object and
nothing else, so a changer looks at everything that could refuse it before its first write.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from webserver.jmap import ids
from webserver.jmap.arguments import Arguments
from webserver.jmap.errors import MethodError, SetError, invalid_arguments, invalid_properties
from webserver.jmap.request import JsonObject


@dataclass(frozen=True, slots=True)
class SetRequest:
    """The arguments that every /set has; ids are as they were sent, also `#` and a creation id."""

    account_id: str
    if_in_state: str | None
    create: Mapping[str, JsonObject]
    update: Mapping[str, JsonObject]
    destroy: Sequence[str]


class Changer(Protocol):
    """Changes the objects of one type. Each method but `state` may raise SetError, before it has written anything."""

    def state(self) -> str:
        """Return the state of the type as it is now."""

    def create(self, creation_id: str, given: JsonObject) -> JsonObject:
        """Make an object, and return what the program cannot know of it: its id, and what the server has set."""

    def update(self, object_id: str, patch: JsonObject) -> JsonObject | None:
        """Change an object, and return what changed beyond the patch, or None."""

    def destroy(self, object_id: str) -> None:
        """Remove an object."""


@dataclass(slots=True)
class SetOutcome:
    """What became of each object of one call."""

    old_state: str = ""
    new_state: str = ""
    created: dict[str, JsonObject] = field(default_factory=dict)
    updated: dict[str, JsonObject | None] = field(default_factory=dict)
    destroyed: list[str] = field(default_factory=list)
    not_created: dict[str, SetError] = field(default_factory=dict)
    not_updated: dict[str, SetError] = field(default_factory=dict)
    not_destroyed: dict[str, SetError] = field(default_factory=dict)

    def answer(self, account_id: str) -> JsonObject:
        """Return the arguments of the response."""
        return {
            "accountId": account_id,
            "oldState": self.old_state,
            "newState": self.new_state,
            "created": dict(self.created) or None,
            "updated": dict(self.updated) or None,
            "destroyed": list(self.destroyed) or None,
            "notCreated": _documents(self.not_created),
            "notUpdated": _documents(self.not_updated),
            "notDestroyed": _documents(self.not_destroyed),
        }


def read(arguments: Arguments, most: int) -> SetRequest:
    """Read what every /set has; the method reads its own arguments before or after, and calls `done`.

    Raises:
        MethodError: invalidArguments; requestTooLarge for more than `most` objects.
    """
    request = SetRequest(
        account_id=arguments.account_id,
        if_in_state=arguments.text("ifInState"),
        create=arguments.objects("create") or {},
        update=arguments.objects("update") or {},
        destroy=arguments.ids("destroy", creation=True) or [],
    )
    if not all(map(ids.is_id, request.create)) or not all(ids.is_id(one.removeprefix("#")) for one in request.update):
        raise invalid_arguments("create and update must be objects whose names are ids.")
    if len(request.create) + len(request.update) + len(request.destroy) > most:
        raise MethodError("requestTooLarge")
    return request


def run(request: SetRequest, changer: Changer, real_id: Callable[[str], str]) -> SetOutcome:
    """Do what `request` asks for inside the changer's transaction, and return what became of it.

    `real_id` resolves the creation ids of earlier calls; those of this call are resolved here.

    Raises:
        MethodError: stateMismatch.
    """
    outcome = SetOutcome(old_state=changer.state())
    if request.if_in_state not in (None, outcome.old_state):
        raise MethodError("stateMismatch")
    for creation_id, given in request.create.items():
        try:
            outcome.created[creation_id] = changer.create(creation_id, given)
        except SetError as refusal:
            outcome.not_created[creation_id] = refusal

    def resolved(sent_id: str) -> str:
        own = outcome.created.get(sent_id[1:]) if sent_id.startswith("#") else None
        return str(own["id"]) if own else real_id(sent_id)

    gone = {resolved(one) for one in request.destroy}
    for sent_id, patch in request.update.items():
        try:
            if resolved(sent_id) in gone:
                raise SetError("willDestroy", "The same call destroys this object.")
            outcome.updated[sent_id] = changer.update(resolved(sent_id), patch)
        except SetError as refusal:
            outcome.not_updated[sent_id] = refusal
    for sent_id in request.destroy:
        try:
            changer.destroy(resolved(sent_id))
            outcome.destroyed.append(sent_id)
        except SetError as refusal:
            outcome.not_destroyed[sent_id] = refusal
    outcome.new_state = changer.state()
    return outcome


def checked_new(given: JsonObject, settable: Collection[str]) -> JsonObject:
    """Return `given`, an object to create, when it has none but `settable` properties. Raises SetError."""
    others = [name for name in given if name not in settable]
    if others:
        raise invalid_properties("These properties cannot be set.", *others)
    return given


def checked_patch(patch: JsonObject, current: JsonObject, changeable: Collection[str]) -> JsonObject:
    """Return the part of `patch` that changes something; `current` is the whole object as /get shows it.

    For objects of which only whole properties can be changed. A property that cannot change may come along when it
    says what is so already (RFC 8620 section 5.3).

    Raises:
        SetError: invalidPatch, invalidProperties.
    """
    if any("/" in path for path in patch):
        raise SetError("invalidPatch", "A property of this type is changed as a whole.")
    wrong = [name for name, value in patch.items() if name not in changeable and current.get(name, patch) != value]
    if wrong:
        raise invalid_properties("These properties cannot be changed, or are not there.", *wrong)
    return {name: value for name, value in patch.items() if name in changeable}


def _documents(errors: Mapping[str, SetError]) -> dict[str, object] | None:
    return {name: error.document() for name, error in errors.items()} or None
